import { dirname, resolve } from 'node:path'
import {
	listPresets,
	loadMatrix,
	planMatching,
	planMatrix,
	planShard,
	readPlanRecord,
	readShard,
	type Matrix,
	type Plan,
} from '#harness/matrix'
import { lockPathFor } from '#images/pins'
import { ConfigurationError } from '#results'
import { readPlain } from '#results/files'
import { pastTimings } from '#harness/past-timings'
import { matrixFileName, matrixSource } from '../find-up.ts'
import type { CellsFlag, MatrixFlags, ShardFlags } from './matrix-flags.ts'
import { readArch, withArch } from './read-arch.ts'
import type { ArchFlag } from './shared-flags.ts'

/** What the flags ask for, understood. */
export interface Selection {
	readonly matrix: Matrix
	/** Of the cells that `--only` and `--shard` left. */
	readonly plan: Plan
	/** Of all cells. */
	readonly planned: Plan
	/** What relative paths in the matrix are meant from: the file's directory, for a preset the current one. */
	readonly baseDir: string
	readonly lockPath: string
}

/**
 * The plan that the flags ask for. What is wrong with them, or with the file, is added to `problems`; there is
 * a choice exactly when nothing was.
 */
export async function selectPlan(
	flags: MatrixFlags & ShardFlags & CellsFlag & ArchFlag,
	problems: string[],
	{ signal, env = process.env }: { signal: AbortSignal; env?: NodeJS.ProcessEnv | undefined },
): Promise<Selection | undefined> {
	if (flags.cells !== undefined) return selectCells(flags.cells, flags, { problems, signal })
	const arch = readArch(flags.arch, problems)
	const source = await selectSource(flags, problems)
	if (source === undefined) return undefined
	try {
		const matrix = withArch(await loadMatrix(source, { signal }), arch)
		// A preset's own directory is the harness's: its lock belongs where it is used.
		const file = resolve('file' in source ? source.file : 'preset')
		const planned = planMatrix(matrix)
		return {
			matrix,
			planned,
			plan: await shardOf(planMatching(planned, flags.only ?? []), flags, env),
			baseDir: dirname(file),
			lockPath: lockPathFor(file),
		}
	} catch (error) {
		if (!(error instanceof ConfigurationError)) throw error
		const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
		problems.push([`${error.message}${cause}`, error.hint ?? ''].join('\n').trim())
		return undefined
	}
}

/** A plan of ten thousand cells. */
const MAX_CELLS_BYTES = 64 * 2 ** 20

/** Cells that another machine planned; where their parts come from is this one's to say. */
async function selectCells(
	file: string,
	{ preset, matrix, only, shard, arch }: MatrixFlags & ShardFlags & ArchFlag,
	{ problems, signal }: { readonly problems: string[]; readonly signal: AbortSignal },
): Promise<Selection | undefined> {
	if ([preset, matrix, only, shard, arch].some((flag) => flag !== undefined)) {
		problems.push('--cells says what to test: it excludes --preset, --matrix, --only, --shard and --arch')
		return undefined
	}
	try {
		const plan = readPlanRecord(
			JSON.parse(await readPlain(file, { maxBytes: MAX_CELLS_BYTES, pipes: true, signal })),
		)
		const lists = { cells: [], include: [], exclude: [], mirrors: [], daemons: {}, axes: {} }
		return {
			matrix: { name: plan.name, coverage: 'list', seed: 1, ...lists },
			plan,
			planned: plan,
			baseDir: dirname(resolve(file)),
			lockPath: lockPathFor(resolve(file)),
		}
	} catch (error) {
		problems.push(`--cells ${file}: ${error instanceof Error ? error.message : String(error)}`)
		return undefined
	}
}

async function shardOf(
	plan: Plan,
	{ shard, shardTimings }: ShardFlags,
	env: NodeJS.ProcessEnv,
): Promise<Plan> {
	if (shard === undefined) {
		if (shardTimings !== undefined)
			throw new ConfigurationError('--shard-timings says how to cut into shards: name one with --shard')
		return plan
	}
	const timings = shardTimings === undefined ? undefined : await pastTimings(shardTimings)
	if (timings?.size === 0)
		throw new ConfigurationError(
			`--shard-timings ${shardTimings}: no run in it says how long a cell took. Every shard must have the same runs there.`,
		)
	return planShard(plan, readShard(shard, env), timings)
}

async function selectSource({ preset, matrix }: MatrixFlags, problems: string[]) {
	if (preset !== undefined && matrix !== undefined) {
		problems.push('--preset and --matrix exclude each other')
		return undefined
	}
	const source = matrixSource({ preset, matrix })
	if (source === undefined)
		problems.push(
			`say what to test: --preset NAME (${(await listPresets()).join(', ')}) or --matrix FILE; there is no ${matrixFileName} here, nor above`,
		)
	return source
}
