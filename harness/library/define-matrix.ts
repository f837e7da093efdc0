import type { Architecture } from '#results/architecture'
import { type Matrix, readMatrixText } from '#harness/matrix'
import type { Axes } from '#results'
import type { DriverChoice } from '#vm'

/** One value, or several that each make cells. A list may stand for any axis. */
export type AxisInput = { readonly [A in keyof Axes]?: unknown }

/** A matrix file as an object: the same keys, the same values. The reference is the JSON Schema, `rootless-matrix/schema`. */
export interface MatrixInput {
	/** Default: 1, the only one there is. */
	readonly schemaVersion?: 1 | undefined
	readonly name: string
	readonly mirrors?: string | readonly string[] | undefined
	/** Profiles of the daemon's settings, by the names that the axis `daemon` has; keys as in the file: `userland-proxy`. */
	readonly daemons?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined
	readonly axes?: AxisInput | undefined
	readonly coverage: 'full' | 'pairwise' | 'list'
	readonly seed?: number | undefined
	readonly checks?: readonly string[] | undefined
	readonly compareSnapshots?: string | undefined
	readonly driver?: DriverChoice | undefined
	readonly arch?: Architecture | undefined
	readonly cells?: readonly AxisInput[] | undefined
	readonly include?: readonly AxisInput[] | undefined
	readonly exclude?: readonly AxisInput[] | undefined
}

/**
 * Reads a matrix out of an object, as `loadMatrix` does out of a file.
 * @throws MatrixFileError with every problem at once, each with its path.
 */
export function defineMatrix(input: MatrixInput): Matrix {
	// JSON is YAML: what a file may say, and how it is told what is wrong, is known in one place.
	return readMatrixText(JSON.stringify({ schemaVersion: 1, ...input }, null, '\t'), 'defineMatrix')
}
