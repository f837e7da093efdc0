import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { planShard } from '#harness/matrix'
import { pause } from '#vm/host'
import { collect } from '../collect.ts'
import { coordinate } from '../coordinator/coordinate.ts'
import { isFinished } from '../names.ts'
import { openQueue } from '../queue/queue.ts'
import { submit } from '../submit.ts'
import { fakeFarm, fakeTool } from './fake-farm.ts'
import { manyCells } from './large-plan.ts'
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
const [asked, workers, faults] = [values.cells, values.workers, values.faults].map(Number) as [
	number,
	number,
	number,
]

const seconds = (from: number): string => `${((Date.now() - from) / 1000).toFixed(1)} s`
const memory = (): string => `${Math.round(process.resourceUsage().maxRSS / 2 ** 10)} MiB at most`

/** Does something, and says how long it took, how much of a processor, and of memory until then. */
async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
	const [begun, before] = [Date.now(), process.cpuUsage()]
	const result = await work()
	const { user, system } = process.cpuUsage(before)
	console.log(
		`${what}: ${seconds(begun)}, ${((user + system) / 1e6).toFixed(1)} s of a processor, ${memory()}`,
	)
	return result
}

await using server = await queueServers[kind]()
await using farm = await fakeFarm(server.url, { lease: 10_000 })
await using queue = await openQueue(server.url, 'x86_64')
const plan = await timed('planned', () => manyCells(asked))
// Eight of each kernel.
const cells = plan.cells.length
await timed('cut into eight shards', () => {
	const shards = Array.from({ length: 8 }, (_, index) => planShard(plan, { index: index + 1, of: 8 }))
	if (shards.reduce((sum, shard) => sum + shard.cells.length, 0) !== plan.cells.length)
		throw new Error('a cell falls to no shard, or to two')
})
const submitted = await timed('stored and queued', () =>
	submit({ store: farm.store, queue, plan, class: 'x86_64', priority: 10, tool: fakeTool }),
)
console.log(`${cells} cells in ${submitted.groups.length} groups`)
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
