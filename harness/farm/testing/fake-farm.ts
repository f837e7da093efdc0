import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadMatrix, type Plan, planMatrix, planOnly } from '#harness/matrix'
import { openStore, type Store } from '#harness/store'
import { runWorker, type WorkerOptions } from '../worker/worker.ts'

const file = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The harness's command line, as far as a worker calls it, without a VM. */
export const fakeCommand = [file('./fake-cell')]
export const fakeTool = { version: '1.2.3', sources: 'abc' }

/** What is said of a run that was submitted. */
export const factsOf = (run: string) => ({
	run,
	submittedAt: '2026-11-26T22:15:00.000Z',
	tool: fakeTool,
	class: 'x86_64',
	priority: 10,
})

/** Some cells of the preset `quick`. */
export async function fewCells(count: number): Promise<Plan> {
	const plan = planMatrix(await loadMatrix({ preset: 'quick' }, { signal: AbortSignal.timeout(30_000) }))
	const ids = plan.cells.slice(0, count).map(({ id }) => id)
	return planOnly(plan, ({ id }) => ids.includes(id))
}

/** For tests: a store in a directory, and workers on it. */
export interface FakeFarm extends AsyncDisposable {
	readonly dir: string
	readonly storePlace: string
	readonly store: Store
	/** A worker within this process. */
	readonly worker: (name: string, options?: Partial<WorkerOptions>) => RunningWorker
	/** A worker that may be killed. */
	readonly process: (name: string, env?: NodeJS.ProcessEnv) => Promise<ChildProcess>
	/** What workers said. */
	readonly said: string[]
}

export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
	exitCode !== null || signalCode !== null

interface RunningWorker extends AsyncDisposable {
	/** How many cells it ran, or why it withdrew. */
	readonly ended: Promise<number | Error>
	readonly stop: () => void
}

export async function fakeFarm(url: string, { lease = 2000 }: { lease?: number } = {}): Promise<FakeFarm> {
	const dir = await mkdtemp(join(tmpdir(), 'rm-fake-farm-'))
	await mkdir(join(dir, 'store'))
	const storePlace = `dir:${join(dir, 'store')}`
	const store = await openStore(storePlace)
	const said: string[] = []
	const processes: ChildProcess[] = []
	return {
		dir,
		storePlace,
		store,
		said,
		worker(name, options = {}) {
			const over = new AbortController()
			const ended = runWorker({
				store,
				url,
				classes: ['x86_64'],
				name,
				jobs: 1,
				tool: fakeTool,
				lease,
				every: 200,
				command: fakeCommand,
				flags: [],
				dir: join(dir, name),
				signal: over.signal,
				say: (message) => void said.push(message),
				...options,
			}).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
			const stop = () => over.abort()
			return {
				ended,
				stop,
				async [Symbol.asyncDispose]() {
					stop()
					await ended
				},
			}
		},
		async process(name, env = {}) {
			const child = spawn(
				process.execPath,
				['--import', file('../../../vm/host/typescript/register.js'), file('./fake-worker.fixture.ts')],
				{
					env: {
						...process.env,
						URL: url,
						STORE: storePlace,
						PLACE: dir,
						NAME: name,
						LEASE: String(lease),
						...env,
					},
					stdio: ['ignore', 'pipe', 'inherit'],
				},
			)
			processes.push(child)
			child.stdout
				.setEncoding('utf8')
				.on('data', (text: string) => void said.push(...text.trim().split('\n')))
			// One that is killed before it says a word never says one.
			await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
			return child
		},
		async [Symbol.asyncDispose]() {
			for (const child of processes) {
				if (hasEnded(child)) continue
				const ended = once(child, 'exit')
				child.kill('SIGKILL')
				await ended
			}
			await rm(dir, { recursive: true, force: true })
		},
	}
}
