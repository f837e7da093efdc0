import { once } from 'node:events'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { foldEvents, parseEvents, type Results } from '#results'
import { cancel } from '../cancel.ts'
import { collect } from '../collect.ts'
import { coordinate, coordinateOnce, readState } from '../coordinator/coordinate.ts'
import { planName } from '../names.ts'
import type { FarmPlan } from '../plan.ts'
import { type FarmQueue, openQueue } from '../queue/queue.ts'
import { submit } from '../submit.ts'
import { type FakeFarm, fakeFarm, fakeTool, fewCells, hasEnded } from './fake-farm.ts'
import { type QueueServer, queueServers } from './queue-servers.ts'

const signal = AbortSignal.timeout(600_000)

/** What a farm promises, whatever its queue is in. */
export function keepsTheContract(kind: keyof typeof queueServers): void {
	let server: QueueServer
	let farm: FakeFarm
	let queue: FarmQueue
	let names = 0
	beforeAll(async () => void (server = await queueServers[kind]()))
	afterAll(() => server[Symbol.asyncDispose]())
	beforeEach(async () => {
		process.env.FAKE_SECONDS = '0.05'
		farm = await fakeFarm(server.url)
		queue = await openQueue(server.url, 'x86_64')
	})
	afterEach(async () => {
		for (const name of ['FAKE_OUTCOME', 'FAKE_BROKEN', 'FAKE_SECONDS']) delete process.env[name]
		await queue[Symbol.asyncDispose]()
		await farm[Symbol.asyncDispose]()
		await server.flush()
	})
	const submitted = async (cells: number): Promise<FarmPlan> =>
		submit({
			store: farm.store,
			queue,
			plan: await fewCells(cells),
			class: 'x86_64',
			priority: 10,
			tool: fakeTool,
		})
	const on = (plan: FarmPlan) => ({ store: farm.store, queue, farm: plan })
	const seen = (plan: FarmPlan) =>
		coordinate({
			...on(plan),
			every: 200,
			signal: AbortSignal.timeout(100_000),
			onState: () => undefined,
			say: (text) => farm.said.push(text),
		}).catch(async (cause: unknown) => {
			const { jobs } = await readState(on(plan))
			throw new Error(`The run never ended: ${JSON.stringify({ jobs, said: farm.said }, null, '\t')}`, {
				cause,
			})
		})
	async function collected(plan: FarmPlan): Promise<{ results: Results; dir: string }> {
		const into = join(farm.dir, `collected-${++names}`)
		await collect({
			store: farm.store,
			farm: plan,
			into,
			scratch: join(farm.dir, `scratch-${names}`),
			signal,
		})
		const text = await readFile(join(into, 'events.ndjson'), 'utf8')
		return { results: foldEvents(parseEvents(text).events), dir: into }
	}
	const started = (slug: string) =>
		expect
			.poll(() => farm.said.some((line) => line.includes(`${slug}: started`)), { interval: 20 })
			.toBe(true)

	it('runs every cell once, and gives an ordinary run', async () => {
		const [plan, other] = [await submitted(5), await submitted(5)]
		expect(other.facts.run, 'submitted twice, it is two runs').not.toBe(plan.facts.run)
		await using _one = farm.worker('one', { jobs: 2 })
		await seen(plan)
		await seen(other)
		const { results, dir } = await collected(plan)
		expect(results.run).toMatchObject({
			id: plan.facts.run,
			state: 'completed',
			matrixHash: plan.plan.matrixHash,
		})
		expect(results.cells.map(({ verdict, attempts }) => [verdict, attempts])).toEqual(
			Array.from({ length: 5 }, () => ['pass', 1]),
		)
		const [cell] = results.cells
		expect(await readFile(join(dir, cell?.evidenceDir ?? '', 'serial.log'), 'utf8')).toContain(cell?.id)
		expect((await collected(other)).results.cells).toHaveLength(5)
		expect(await queue.jobs(plan.facts.run)).toEqual([])
	})

	it('goes on elsewhere when a worker is killed, loses its queue, and skips what has a result', async () => {
		const plan = await submitted(4)
		const victim = await farm.process('victim', { FAKE_SECONDS: '1.5' })
		await expect
			.poll(async () => (await readState(on(plan))).attempts.size, { interval: 50 })
			.toBeGreaterThan(0)
		victim.kill('SIGKILL')
		await once(victim, 'exit')
		const before = new Set(await farm.store.list(`${plan.facts.run}.c.`))
		await server.flush()
		await using _rescuer = farm.worker('rescuer')
		await seen(plan)
		const after = await farm.store.list(`${plan.facts.run}.c.`)
		expect(after).toHaveLength(4)
		expect([...before].every((name) => after.includes(name))).toBe(true)
		expect((await collected(plan)).results.cells.map(({ verdict }) => verdict)).toEqual(Array(4).fill('pass'))
	})

	it('records who took a cell and died, and nobody who was stopped', async () => {
		const plan = await submitted(1)
		const [{ slug = '' } = {}] = plan.plan.cells
		const stopped = farm.worker('stopped')
		process.env.FAKE_SECONDS = '60'
		await started(slug)
		stopped.stop()
		await stopped.ended
		farm.said.length = 0
		const victim = await farm.process('victim')
		await started(slug)
		victim.kill('SIGKILL')
		delete process.env.FAKE_SECONDS
		await using _rescuer = farm.worker('rescuer')
		await seen(plan)
		const { results } = await collected(plan)
		const earlierAttempts = [{ reason: 'the worker victim took it and left no result' }]
		expect(results.cells).toMatchObject([{ verdict: 'pass', attempts: 2, earlierAttempts }])
	})

	it('takes the lease from a frozen worker; what that one answers otherwise makes its cell flaky', async () => {
		const plan = await submitted(1)
		const [cell] = plan.plan.cells
		const frozen = await farm.process('frozen', { FAKE_SECONDS: '3', FAKE_OUTCOME: 'fail' })
		await started(cell?.slug ?? '')
		frozen.kill('SIGSTOP')
		await using other = farm.worker('other')
		expect((await seen(plan)).attempts.get(cell?.id ?? '')?.map(({ verdict }) => verdict)).toEqual(['pass'])
		other.stop()
		frozen.kill('SIGCONT')
		await expect
			.poll(async () => (await farm.store.list(`${plan.facts.run}.c.`)).length, { interval: 100 })
			.toBe(2)
		const { results, dir } = await collected(plan)
		expect(results.cells).toMatchObject([{ verdict: 'flaky', attempts: 2 }])
		for (const path of results.cells[0]?.checks[0]?.evidence ?? ['?'])
			expect(await readFile(join(dir, path), 'utf8')).toContain(`of ${cell?.id}`)
	})

	it('splits a group that kills its workers once, and gives up the cell that did', async () => {
		const plan = await submitted(12)
		const group = plan.groups.find(({ cells }) => cells.length > 1)
		const poison = group?.cells[0] ?? ''
		const others = plan.groups.filter((one) => one !== group)
		await queue.remove(others.map(({ id }) => `${plan.facts.run}.${id}`))
		const env = { FAKE_SECONDS: '0.05', FAKE_POISON: poison, LEASE: '1000' }
		// As a service manager would start them again.
		let going = true
		const keep = async (name: string) => {
			for (let life = 1; going; life++) {
				const worker = await farm.process(`${name}-${life}`, env)
				if (!hasEnded(worker)) await once(worker, 'exit')
			}
		}
		const keeping = [keep('a'), keep('b')]
		const state = await seen(plan)
		going = false
		expect(state.attempts.get(poison)?.map(({ verdict }) => verdict)).toEqual(['error', 'error'])
		const { results } = await collected(plan)
		const bad = results.cells.filter(({ verdict }) => verdict === 'error')
		expect(bad.map(({ id }) => id)).toEqual([poison])
		expect(bad[0]?.reason).toMatch(/^2 workers died running it \([ab]-\d+, [ab]-\d+\)$/)
		await farm[Symbol.asyncDispose]()
		await Promise.all(keeping)
	}, 180_000)

	it('keeps what has ended while the store is away', async () => {
		process.env.FAKE_SECONDS = '0.5'
		const plan = await submitted(2)
		await using _one = farm.worker('one')
		await started(plan.plan.cells[0]?.slug ?? '')
		await rename(join(farm.dir, 'store'), join(farm.dir, 'away'))
		await expect
			.poll(() => farm.said.some((line) => line.startsWith('Waiting for the store: ')), { interval: 50 })
			.toBe(true)
		await rename(join(farm.dir, 'away'), join(farm.dir, 'store'))
		await seen(plan)
		expect((await collected(plan)).results.cells.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
	})

	it('is left by a worker of another version, and by one whose last three cells broke', async () => {
		const plan = await submitted(4)
		await using old = farm.worker('old', { tool: { version: '1.0.0', sources: 'old' } })
		expect(await old.ended).toMatchObject({
			message: `the run ${plan.facts.run} was submitted by rootless-matrix 1.2.3 (sources abc), and the worker old is 1.0.0 (sources old): it takes none of its cells`,
		})
		const { jobs, attempts } = await readState(on(plan))
		expect([attempts.size, jobs.map(({ state }) => state)]).toEqual([0, plan.groups.map(() => 'waiting')])
		process.env.FAKE_BROKEN = '1'
		await using broken = farm.worker('broken')
		expect(String(await broken.ended)).toContain('the last 3 cells that broken ran ended as error')
		delete process.env.FAKE_BROKEN
		await using _good = farm.worker('good')
		await seen(plan)
		const { results } = await collected(plan)
		expect(results.cells.map(({ verdict }) => verdict)).toEqual(Array(4).fill('pass'))
		const again = results.cells.filter(({ attempts: tries }) => tries === 2)
		expect(again).toHaveLength(3)
		expect(again[0]?.earlierAttempts?.[0]?.reason).toContain(
			'ended with 3 and left no result: the fake is broken',
		)
	})

	it('stops a run that is cancelled, also a cell under way, and keeps what has ended', async () => {
		const plan = await submitted(4)
		process.env.FAKE_SECONDS = '0.05'
		await using _one = farm.worker('one')
		await expect
			.poll(async () => (await readState(on(plan))).attempts.size, { interval: 20 })
			.toBeGreaterThan(0)
		process.env.FAKE_SECONDS = '60'
		const other = await submitted(1)
		expect([await cancel(on(plan)), await cancel(on(plan))]).toEqual([true, false])
		await started(other.plan.cells[0]?.slug ?? '')
		await cancel(on(other))
		await expect.poll(async () => (await coordinateOnce(on(other))).left, { interval: 50 }).toBe(0)
		expect((await seen(plan)).isCancelled).toBe(true)
		const { results } = await collected(other)
		expect(results.run).toMatchObject({
			state: 'running',
			missing: ["1 of the plan's 1 cells has no result", 'the run was cancelled'],
		})
	})

	it('runs no plan but the one that was submitted, and no job that is none', async () => {
		const plan = await submitted(1)
		const path = join(farm.dir, 'store/names', plan.facts.run, planName(plan.facts.run))
		const forged = (await readFile(path, 'utf8')).replace('"schemaVersion":2', '"schemaVersion":2 ')
		await writeFile(path, forged)
		await queue.add([{ run: plan.facts.run, plan: plan.digest, group: 'g99999' }], 50)
		await using _one = farm.worker('one')
		await expect
			.poll(async () => (await queue.jobs(plan.facts.run)).filter(({ state }) => state === 'failed').length, {
				interval: 50,
			})
			.toBe(2)
		const [failed] = await queue.jobs(plan.facts.run)
		expect(failed?.reason).toContain('is not what was submitted')
		expect(farm.said.filter((line) => line.includes('started'))).toEqual([])
		expect(await readdir(join(farm.dir, 'store/names', plan.facts.run))).toHaveLength(1)
	})

	it('tells a wrong password, and a server that is not there', async () => {
		await expect(openQueue(server.wrongUrl, 'x86_64')).rejects.toThrow('refuses the user or the password')
		await expect(openQueue(server.wrongUrl, 'x86_64')).rejects.not.toThrow('wrong')
		const nobody = server.url.replace(/:\d+(\/|$)/, ':1$1')
		await expect(openQueue(nobody, 'x86_64')).rejects.toThrow('cannot be reached')
	})
}
