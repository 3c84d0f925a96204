import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A copy of what git knows, with the links to dependencies: the tests in it read the sources in it. */
export function copyWorkspace(root) {
  const files = listed(root).filter((file) => existsSync(join(root, file)));
  const copy = mkdtempSync(join(tmpdir(), "revkv-faults-"));
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const shared of ["node_modules", ".cache"])
    if (existsSync(join(root, shared))) symlinkSync(join(root, shared), join(copy, shared));
  for (const name of readdirSync(join(copy, "packages"))) {
    const modules = join(root, "packages", name, "node_modules");
    const target = join(copy, "packages", name, "node_modules");
    // Verbatim: a link to a package of the workspace must lead into the copy.
    if (existsSync(modules)) cpSync(modules, target, { recursive: true, verbatimSymlinks: true });
  }
  return copy;
}

/** The files of the workspace, those that are not committed yet too. */
function listed(root) {
  const options = { cwd: root, encoding: "utf8" };
  const git = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], options);
  if (git.error?.code === "ENOENT")
    throw new Error("the workspace is copied as git lists it, and there is no git on this machine");
  if (git.status !== 0) throw new Error(`git does not list the workspace: ${git.stderr}`);
  return git.stdout.split("\n").filter((file) => file !== "");
}
