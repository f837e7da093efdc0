import { spawn } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { CellRecord } from '#results'
import { loadMatrix, planMatrix, selectChecks } from '#harness/matrix'
import { runPlan } from '#harness/run'

// Restores one snapshot again and again beside busy processes: is there an error, or another verdict than the first?
// npm run soak:restores -- [--count 100] [--busy PROCESSES_PER_CORE] [--checks GLOB …] [--keep]

/** One of each side, and none that restarts the daemon: what is soaked is the restore. */
const asked = [
	'kernel.facts',
	'daemon.starts',
	'bridge.same-network-v4',
	'publish.any-v4',
	'egress.tcp',
	'dns.udp',
]

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '100' },
		busy: { type: 'string', default: '2' },
		checks: { type: 'string', multiple: true, default: [...asked] },
		keep: { type: 'boolean', default: false },
	},
})
const count = Number(values.count)
const { signal } = new AbortController()
setMaxListeners(100, signal)
const matrix = await loadMatrix({ preset: 'quick' }, { signal })
const whole = planMatrix(matrix)
const plan = { ...whole, cells: whole.cells.slice(0, 1) }
const checks = selectChecks(values.checks)
const directory = await mkdtemp(join(tmpdir(), 'soak-restores-'))

const say = (line: string) => void process.stdout.write(`${line}\n`)

interface Restore {
	readonly cell: CellRecord
	readonly dir: string
	/** What the harness had to say, such as that it took a snapshot anew. */
	readonly notes: readonly string[]
}

async function run(): Promise<Restore> {
	const notes: string[] = []
	const { dir, results } = await runPlan({
		plan,
		jobs: 1,
		signal,
		snapshots: true,
		runsDir: directory,
		retries: 0,
		toolVersion: 'soak',
		checks,
		onEvent: (event) => event.type === 'note' && notes.push(event.message),
	})
	return { cell: results.cells[0]!, dir, notes }
}

const restored = ({ cell }: Restore) => cell.phases.some(({ name }) => name === 'restore')
const tookSnapshot = ({ cell }: Restore) => cell.phases.some(({ name }) => name === 'snapshot')

/** One line for each check whose verdict is not the first's. */
function differences(expected: CellRecord, found: CellRecord): string[] {
	return expected.checks.flatMap(({ id, verdict }) => {
		const now = found.checks.find((check) => check.id === id)
		return now?.verdict === verdict
			? []
			: [`${id}: ${verdict} at first, now ${now?.verdict ?? 'missing'} ${now?.message ?? ''}`]
	})
}

/** Ended with this process, however that ends: they read a pipe of ours beside their work. */
function keepBusy(processes: number): Disposable {
	const loop = 'setInterval(() => { for (const until = Date.now() + 200; Date.now() < until; ); }, 0)'
	const code = `process.stdin.on('end', () => process.exit()).resume(); ${loop}`
	const children = Array.from({ length: processes }, () =>
		spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'ignore', 'ignore'] }),
	)
	return { [Symbol.dispose]: () => children.forEach((child) => child.kill('SIGKILL')) }
}

let errors = 0
let others = 0
const times: number[] = []
try {
	// Takes the snapshot where there is none.
	const first = await run()
	say(`${first.cell.slug}: ${first.cell.verdict}, ${first.cell.checks.length} checks`)
	if (first.cell.verdict === 'error') throw new Error(`The first one broke already: ${first.cell.reason}`)
	using _busy = keepBusy(Number(values.busy) * availableParallelism())
	for (let index = 1; index <= count; index++) {
		const one = await run()
		const { cell } = one
		const restore = cell.phases.find(({ name }) => name === 'restore')
		const changes = differences(first.cell, cell)
		if (cell.verdict === 'error') errors++
		else if (changes.length > 0) others++
		if (restore && cell.verdict !== 'error') times.push(restore.ms)
		const took = restore ? `restored in ${(restore.ms / 1000).toFixed(1)} s` : 'not restored'
		say(`${index}: ${cell.verdict}, ${took}${tookSnapshot(one) ? ', after the snapshot was taken anew' : ''}`)
		if (!restored(one) || tookSnapshot(one)) one.notes.forEach((note) => say(`    ${note}`))
		if (cell.reason) say(`    ${cell.reason}`)
		changes.forEach((change) => say(`    ${change}`))
		if (!values.keep && cell.verdict !== 'error' && changes.length === 0)
			await rm(one.dir, { recursive: true, force: true })
	}
} finally {
	const sorted = times.sort((a, b) => a - b)
	const at = (share: number) =>
		((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1000).toFixed(1)
	say(
		`${count} asked for, ${times.length} restored with ${values.busy} busy processes per core: ` +
			`${errors} errors, ${others} with other verdicts; median ${at(0.5)} s, slowest ${at(1)} s.`,
	)
	if (errors + others === 0 && !values.keep) await rm(directory, { recursive: true, force: true })
	else say(`What differs is in ${directory}.`)
	process.exitCode = errors + others === 0 ? 0 : 1
}
