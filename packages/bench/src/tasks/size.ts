import { rolldown } from "rolldown";
import { gzipSync } from "node:zlib";
import { Published } from "../measure/published.ts";
import type { Readings } from "../run/place.ts";

const NAMES = ["@revkv/core", "@revkv/transport-local"];

/** The published core and transport-local with all that they import, in one gzip: as they are, and as an application's bundler minifies them: `size`. */
export async function run(): Promise<Readings> {
  const published = new Published();
  const built = await rolldown({
    input: "entry",
    plugins: [
      {
        name: "entry",
        resolveId: (id) =>
          id === "entry" ? id : id.startsWith("@revkv/") ? published.fileOf(id) : null,
        load: (id) =>
          id === "entry" ? NAMES.map((name) => `export * from "${name}";`).join("\n") : null,
      },
    ],
  });
  const gzipKbOf = async (minify: boolean): Promise<number> => {
    const { output } = await built.generate({ minify });
    const code = output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
    return gzipSync(code, { level: 9 }).length / 1_000;
  };
  const readings = { gzipKb: await gzipKbOf(true), plainGzipKb: await gzipKbOf(false) };
  await built.close();
  published.remove();
  return readings;
}
