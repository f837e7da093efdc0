import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEvents } from '#results'
import { loadMatrix, planMatrix, selectChecks } from '#harness/matrix'
import { runPlan } from '#harness/run'
import { runTimes } from './fold.ts'
import { ratios } from './spread.ts'

// One VM at a time with two processors, or two VMs with one each: what the default of `run --jobs` follows.
// npm run bench:jobs [ROUNDS]

const { signal } = new AbortController()
const matrix = await loadMatrix({ preset: 'quick' }, { signal })
const whole = planMatrix(matrix)
/** As many of `quick` as make both ways come out even. */
const plan = { ...whole, cells: whole.cells.slice(0, 4) }
const directory = await mkdtemp(join(tmpdir(), 'bench-jobs-'))

async function wallMs(jobs: number): Promise<number> {
	const { dir, results } = await runPlan({
		plan,
		jobs,
		signal,
		snapshots: false,
		runsDir: directory,
		retries: 0,
		toolVersion: 'bench',
		...(matrix.checks ? { checks: selectChecks(matrix.checks) } : {}),
	})
	const broken = results.cells.filter(({ verdict }) => verdict === 'error')
	if (broken.length > 0) throw new Error(`Cells broke: ${broken.map(({ slug }) => slug).join(', ')}`)
	const { events } = await readEvents(join(dir, 'events.ndjson'))
	const { wallMs: took } = runTimes(events, jobs)
	process.stderr.write(`· --jobs ${jobs}: ${Math.round(took / 1000)} s\n`)
	return took
}

try {
	const times = { one: [] as number[], two: [] as number[] }
	// What has to be fetched and built is there then.
	await wallMs(2)
	for (let round = 1; round <= Number(process.argv[2] ?? 2); round++) {
		times.one.push(await wallMs(1))
		times.two.push(await wallMs(2))
	}
	const { median, low, high } = ratios(times.one, times.two)
	process.stdout.write(
		`${plan.cells.length} cells of quick on ${cpus().length} cores: one VM at a time takes **${median.toFixed(2)}** ` +
			`(${low.toFixed(2)} to ${high.toFixed(2)}) times as long as two side by side.\n`,
	)
} finally {
	await rm(directory, { recursive: true, force: true })
}
