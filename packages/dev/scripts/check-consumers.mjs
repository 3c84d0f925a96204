// Packs the packages and uses them as people will. Needs a build: it runs in `pnpm packages`, after it.
import { checkConsumers } from "../dist/consumers/check.js";

const problems = checkConsumers();
for (const problem of problems) console.error(problem);
console.log(`packed packages in consumers' projects: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
