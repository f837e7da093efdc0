import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Cell, type PlanRecord, recorded } from '#harness/matrix'
import { explainError, HostError, InterruptedError } from '#results'
import { howEnded, runProgram } from '#vm/host'
import { brokenCell, type CellResult, verdictOf } from '../cell-result.ts'
import type { FarmPlan } from '../plan.ts'

export interface CellRunner {
	/** The harness's own command line, as a program and its first arguments. */
	readonly command: readonly string[]
	/** Flags of `run` that are this worker's to decide: mirrors, driver, snapshots. */
	readonly flags: readonly string[]
	/** A directory of this worker's. */
	readonly dir: string
}

/** Milliseconds; a cell has its own, much shorter deadlines. */
const DEADLINE = 4 * 3_600_000

const lockName = 'rootless-matrix.lock.yaml'

/**
 * Runs one cell as a child process, in a directory of the run that all its cells share: what one of them pinned is pinned for
 * the next. What goes wrong is the cell's result; the directory stays until the caller removes it.
 * @throws InterruptedError, HostError when this machine's disk refuses.
 */
export async function runCell(
	{ command, flags, dir }: CellRunner,
	farm: FarmPlan,
	cell: Cell,
	{ signal, now = () => new Date() }: { signal: AbortSignal; now?: () => Date },
): Promise<CellResult & { readonly dir: string }> {
	const runDir = join(dir, farm.facts.run)
	const cellDir = join(runDir, cell.id)
	const file = join(runDir, `${cell.id}.json`)
	try {
		await rm(cellDir, { recursive: true, force: true })
		await mkdir(cellDir, { recursive: true })
		// The first cell pins what nobody pinned yet.
		if (farm.lock !== undefined)
			await writeFile(join(runDir, lockName), farm.lock, { flag: 'wx' }).catch(() => undefined)
		const { name, matrixHash } = farm.plan
		await writeFile(file, JSON.stringify({ name, matrixHash, cells: [recorded(cell)] } satisfies PlanRecord))
	} catch (cause) {
		throw new HostError(`cannot write to ${dir}`, { cause, hint: 'Is the disk full? Free some space.' })
	}
	const end = await runProgram(
		[
			...command,
			...['run', '--cells', file, '--runs-dir', join(cellDir, 'runs'), '--jobs', '1', '--reporter', 'line'],
			...(farm.checks === undefined ? [] : ['--checks', ...farm.checks]),
			...flags,
		],
		// Where the queue and the store are, and with which password, is nothing to what runs VMs.
		{
			signal,
			deadline: DEADLINE,
			env: { CI: '1', ROOTLESS_MATRIX_QUEUE: undefined, ROOTLESS_MATRIX_STORE: undefined },
		},
	)
	if (signal.aborted || (end.state === 'ended' && [129, 130, 143].includes(end.code)))
		throw new InterruptedError(`the cell ${cell.id} was interrupted`)
	const read = await readRun(join(cellDir, 'runs'), cell).catch((error: unknown) => error)
	if (read !== undefined && !(read instanceof Error)) return { ...(read as CellResult), dir: cellDir }
	const how = {
		ended: () => howEnded(end.state === 'ended' ? end.code : 0),
		absent: () => 'is not there',
		timeout: () => `did not end within ${DEADLINE / 3_600_000} h`,
		'too-much-output': () => 'printed without end',
	}[end.state]()
	const said = 'output' in end ? end.output.trim().split('\n').slice(-5).join('\n') : ''
	const because = read === undefined ? '' : ` (${explainError(read)})`
	const reason = `the process that ran the cell ${how} and left no result${because}${said === '' ? '' : `: ${said}`}`
	return { ...brokenCell(farm, recorded(cell), reason, now()), dir: cellDir }
}

/** What the child recorded; undefined where it did not come to that. */
async function readRun(runsDir: string, cell: Cell): Promise<CellResult | undefined> {
	const [run, ...others] = (await readdir(runsDir).catch(() => [])).filter((name) => /^\d{8}T/.test(name))
	if (run === undefined || others.length > 0) return undefined
	const events = await readFile(join(runsDir, run, 'events.ndjson'), 'utf8')
	return {
		cell: cell.id,
		verdict: verdictOf(events, cell.id),
		events,
		evidenceDir: join(runsDir, run, 'cells', cell.slug),
	}
}
