import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Plan, planMatrix } from '#harness/matrix'
import { exampleAxes } from '#results/testing'
import { pause } from '#vm/host'
import { collect } from '../collect.ts'
import { coordinate } from '../coordinator/coordinate.ts'
import { isFinished } from '../names.ts'
import { openQueue } from '../queue/queue.ts'
import { submit } from '../submit.ts'
import { fakeFarm, fakeTool } from './fake-farm.ts'
import { queueServers } from './queue-servers.ts'

// `npm run farm:cells -- --queue postgres --cells 1000 --workers 20 --faults 20`: many fake cells over many fake workers on a
// real queue, while workers are killed and frozen and the store goes away; says what came of it and what it cost.
// `--submit-only` measures what a large plan costs.
const { values } = parseArgs({
	options: {
		queue: { type: 'string', default: 'redis' },
		cells: { type: 'string', default: '1000' },
		workers: { type: 'string', default: '20' },
		seconds: { type: 'string', default: '2' },
		faults: { type: 'string', default: '20' },
		'submit-only': { type: 'boolean', default: false },
	},
})
const kind = values.queue === 'postgres' ? 'postgres' : 'redis'
const [cells, workers, faults] = [values.cells, values.workers, values.faults].map(Number) as [
	number,
	number,
	number,
]

/** As many cells as asked for, eight of each kernel. */
function manyCells(count: number): Plan {
	const axes = Object.fromEntries(Object.entries(exampleAxes).map(([axis, value]) => [axis, [value]]))
	const kernels = Array.from(
		{ length: Math.ceil(count / 8) },
		(_, index) => `debian:6.12.${index + 1}+deb13-cloud-amd64`,
	)
	const daemons = Array.from({ length: 8 }, (_, index): [string, { mtu: number }] => [
		`mtu${index}`,
		{ mtu: 1400 + index },
	])
	const plan = planMatrix({
		name: 'many',
		coverage: 'full',
		seed: 1,
		mirrors: [],
		cells: [],
		include: [],
		exclude: [],
		daemons: Object.fromEntries(daemons),
		axes: { ...axes, kernel: kernels, daemon: daemons.map(([name]) => name) },
	})
	if (plan.cells.length !== kernels.length * 8) throw new Error(`${plan.cells.length} cells`)
	return plan
}

const seconds = (from: number): string => `${((Date.now() - from) / 1000).toFixed(1)} s`
const memory = (): string => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`

await using server = await queueServers[kind]()
await using farm = await fakeFarm(server.url, { lease: 10_000 })
await using queue = await openQueue(server.url, 'x86_64')
let from = Date.now()
const plan = manyCells(cells)
console.log(`${plan.cells.length} cells planned in ${seconds(from)}, ${memory()}`)
from = Date.now()
const submitted = await submit({
	store: farm.store,
	queue,
	plan,
	class: 'x86_64',
	priority: 10,
	tool: fakeTool,
})
console.log(`stored and queued in ${submitted.groups.length} groups in ${seconds(from)}, ${memory()}`)
if (!values['submit-only']) await run()

async function run(): Promise<void> {
	const begun = Date.now()
	const over = new AbortController()
	// Five workers to a process: a kill takes several.
	const perProcess = Math.min(5, workers)
	const processes: (ChildProcess | undefined)[] = []
	const startAt = async (index: number): Promise<void> => {
		processes[index] = await farm.process(`p${index}-${Date.now() % 100_000}`, {
			COUNT: String(perProcess),
			FAKE_SECONDS: values.seconds,
		})
	}
	for (let index = 0; index < Math.ceil(workers / perProcess); index++) await startAt(index)
	const store = join(farm.dir, 'store')
	const struck = { kill: 0, freeze: 0, outage: 0, flush: 0 }
	const strike = async (): Promise<void> => {
		for (let fault = 0; fault < faults; fault++) {
			await pause(2000 + Math.random() * 6000, over.signal)
			const index = Math.floor(Math.random() * processes.length)
			const child = processes[index]
			const what = (['kill', 'freeze', 'outage', 'flush'] as const)[fault % 4] ?? 'kill'
			struck[what]++
			if (what === 'kill' && child) {
				const ended = once(child, 'exit')
				child.kill('SIGKILL')
				await ended
				await startAt(index)
			} else if (what === 'freeze' && child) {
				child.kill('SIGSTOP')
				await pause(15_000)
				child.kill('SIGCONT')
			} else if (what === 'outage') {
				await rename(store, `${store}-away`)
				await pause(3000)
				await rename(`${store}-away`, store)
			} else if (what === 'flush') await server.flush()
		}
	}
	const striking = strike().catch(() => undefined)
	const cpu = process.cpuUsage()
	let last = 0
	const state = await coordinate({
		store: farm.store,
		queue,
		farm: submitted,
		every: 2000,
		signal: over.signal,
		say: (message) => console.log(message),
		onState({ attempts, jobs }) {
			if (Date.now() - last < 20_000) return
			last = Date.now()
			console.log(`${attempts.size} of ${cells} cells, ${jobs.length} jobs, ${seconds(begun)}`)
		},
	})
	over.abort()
	await striking
	const { user, system } = process.cpuUsage(cpu)
	const results = [...state.attempts.values()]
	const again = results.filter((attempts) => attempts.length > 1).length
	console.log(
		`${results.filter(isFinished).length} of ${cells} cells have a result after ${seconds(begun)}; ${again} have two attempts; faults: ${JSON.stringify(struck)}`,
	)
	console.log(`the coordinator took ${((user + system) / 1e6).toFixed(1)} s of a processor and ${memory()}`)
	const at = Date.now()
	const scratch = join(farm.dir, 'scratch')
	await mkdir(scratch)
	const { run: whole } = await collect({
		store: farm.store,
		farm: submitted,
		into: join(farm.dir, 'collected'),
		scratch,
		signal: AbortSignal.timeout(600_000),
	})
	const verdicts = new Map<string, number>()
	for (const { verdict } of whole.results.cells) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
	console.log(
		`collected in ${seconds(at)}: ${JSON.stringify(Object.fromEntries(verdicts))}, ${whole.results.run.state}`,
	)
	process.exitCode = verdicts.get('pass') === cells && whole.results.run.state === 'completed' ? 0 : 1
}
