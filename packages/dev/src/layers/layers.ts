import { problemAt, type SourceFile } from "../source/source-file.ts";
import { importsOf, type Import } from "./imports.ts";
import type { Layer } from "./law.ts";

/** What a source imports against the law. */
export function brokenLayers(file: SourceFile, law: readonly Layer[]): string[] {
  const layer = layerOf(file.path, law);
  if (layer === undefined) return [`${file.path}:1: no layer of the law holds this file`];
  return importsOf(file).flatMap((found) => {
    if (isAllowed(found, layer, law)) return [];
    const sentence = `${layer.at} may not import ${JSON.stringify(found.specifier)}`;
    return [problemAt(file, found.position, sentence)];
  });
}

/** Imports by path that leave the file's package: packages meet by their names alone. */
export function pathsIntoOtherPackages(file: SourceFile): string[] {
  const home = /^packages\/[^/]+\//.exec(file.path)?.[0] ?? "";
  return importsOf(file).flatMap(({ target, specifier, position }) => {
    if (target === undefined || target.startsWith(home)) return [];
    const sentence = `${JSON.stringify(specifier)} leaves the package by a path; import it by its name`;
    return [problemAt(file, position, sentence)];
  });
}

function isAllowed(found: Import, layer: Layer, law: readonly Layer[]): boolean {
  if (found.target === undefined)
    return layer.packages.some((pattern) => fits(found.specifier, pattern));
  const target = layerOf(found.target, law);
  return target !== undefined && (target === layer || layer.layers.includes(target.at));
}

/** The longest layer that fits, so that a folder can have a law of its own inside another. */
function layerOf(path: string, law: readonly Layer[]): Layer | undefined {
  const fitting = law.filter(({ at }) => (at.endsWith("/") ? path.startsWith(at) : path === at));
  return fitting.toSorted((a, b) => b.at.length - a.at.length)[0];
}

function fits(specifier: string, pattern: string): boolean {
  if (!pattern.endsWith("*")) return specifier === pattern;
  const stem = pattern.slice(0, -1);
  return specifier.startsWith(stem) || `${specifier}/` === stem;
}
