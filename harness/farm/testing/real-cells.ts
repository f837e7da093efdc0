import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hostArchitecture } from '#results/architecture'
import { openStore } from '#harness/store'
import { startRegistry } from '#harness/store/testing'
import type { Results } from '#results'
import { pause } from '#vm/host'
import { coordinate } from '../coordinator/coordinate.ts'
import { loadPlan } from '../plan.ts'
import { openQueue } from '../queue/queue.ts'
import { isFinished } from '../names.ts'
import { hasEnded } from './fake-farm.ts'
import { queueServers } from './queue-servers.ts'

// `npm run farm:real -- --queue postgres --preset quick`: two workers with real VMs, over a real queue and Debian's
// docker-registry, run a preset to its end, while one of them is killed in the middle of a cell and the queue loses everything.
const { values } = parseArgs({
	options: {
		queue: { type: 'string', default: 'redis' },
		preset: { type: 'string', default: 'quick' },
		checks: { type: 'string', multiple: true },
	},
})
const over = new AbortController()
const { signal } = over
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => over.abort(new Error(name)))
const program = fileURLToPath(new URL('../../cli/bin.js', import.meta.url))

await using registry = await startRegistry()
await using server = await queueServers[values.queue === 'postgres' ? 'postgres' : 'redis']()
const place = `oci://127.0.0.1:${registry.port}/nightly`
const dir = await mkdtemp(join(tmpdir(), 'rm-real-farm-'))
const env = { ...process.env, ROOTLESS_MATRIX_QUEUE: server.url, ROOTLESS_MATRIX_STORE: place }
const begun = Date.now()
const say = (line: string) =>
	console.log(`[${((Date.now() - begun) / 1000).toFixed(0).padStart(4)} s] ${line}`)

/** One verb of the tool, as a user calls it. */
const verb = (...argv: string[]): ChildProcess =>
	spawn(process.execPath, [program, ...argv], { env, cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] })

function worker(name: string): ChildProcess {
	const child = verb('farm', 'worker', '--name', name, '--max-idle', '3')
	child.once('exit', (code, killedBy) => say(`worker ${name} ended with ${killedBy ?? code}`))
	return child
}

const checks = (values.checks ?? []).flatMap((one) => ['--checks', one])
const submitted = verb('farm', 'submit', '--preset', values.preset, '--yes', ...checks)
const run = (await text(submitted.stdout!)).trim()
say(`submitted ${run}`)
const store = await openStore(place)
await using queue = await openQueue(server.url, hostArchitecture(), signal)
const farm = await loadPlan(store, run, { signal })
const workers = new Map(['first', 'second'].map((name) => [name, worker(`${hostname()}-${name}`)]))
using _ = {
	[Symbol.dispose]() {
		for (const child of workers.values()) if (!hasEnded(child)) child.kill('SIGTERM')
	},
}

let killed: string | undefined
let isFlushed = false
const state = await coordinate({
	store,
	queue,
	farm,
	every: 1000,
	signal,
	say,
	onState({ attempts, jobs }) {
		const done = [...attempts.values()].filter(isFinished).length
		const running = jobs.find(({ state: how, progress }) => how === 'active' && progress.cell !== undefined)
		if (killed === undefined && done > 0 && running) {
			const owner = running.progress.workers.at(-1) ?? ''
			const [name = ''] = [...workers.keys()].filter((one) => owner.endsWith(`-${one}`))
			killed = name
			// The cell is under way when its VM runs: a second or two.
			void pause(2000).then(() => {
				say(`kill -9 of ${owner} in the middle of ${running.progress.cell}, with ${done} cells done`)
				workers.get(name)?.kill('SIGKILL')
			})
		}
		if (!isFlushed && done >= Math.ceil(farm.facts.cells / 2)) {
			isFlushed = true
			say(`the queue loses everything, with ${done} cells done`)
			void server.flush()
		}
	},
})
const attempts = [...state.attempts.values()]
say(
	`${attempts.filter(isFinished).length} of ${farm.facts.cells} cells have a result; ${attempts.filter((all) => all.length > 1).length} have more than one`,
)
const collected = verb('farm', 'collect', run, '--out', join(dir, 'runs'))
collected.stdout!.pipe(process.stdout)
const [code] = (await once(collected, 'exit')) as [number | null]
const { run: facts, cells } = JSON.parse(
	await readFile(join(dir, 'runs', run, 'results.json'), 'utf8'),
) as Results
const ids = new Set(cells.map(({ id }) => id))
for (const { slug, verdict, attempts: count, checks: asked } of cells)
	say(`${slug}: ${verdict}, ${asked.length} checks, attempt ${count}`)
const isWhole =
	facts.state === 'completed' &&
	ids.size === cells.length &&
	cells.length === farm.facts.cells &&
	cells.every(({ verdict }) => verdict !== 'error')
say(`collected with exit code ${code}: ${isWhole ? 'every cell once' : 'NOT every cell once'}`)
if (isWhole) await rm(dir, { recursive: true, force: true })
else say(`kept: ${dir}`)
process.exitCode = isWhole && killed !== undefined && isFlushed ? 0 : 1
