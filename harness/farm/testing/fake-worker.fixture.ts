import { join } from 'node:path'
import { openStore } from '#harness/store'
import { runWorker } from '../worker/worker.ts'
import { fakeCommand, fakeTool } from './fake-farm.ts'

// A worker as a process of its own, which may be killed: URL, STORE, PLACE, NAME, CLASS, LEASE, and what the fake cells read.
const {
	URL: url = '',
	STORE = '',
	PLACE = '',
	NAME = 'worker',
	CLASS = 'x86_64',
	LEASE = '2000',
	COUNT = '1',
} = process.env
process.env.FAKE_WORKER_PID = String(process.pid)
const store = await openStore(STORE)
const over = new AbortController()
process.on('SIGTERM', () => over.abort())
const names =
	COUNT === '1' ? [NAME] : Array.from({ length: Number(COUNT) }, (_, index) => `${NAME}-${index + 1}`)
await Promise.all(
	names.map((name) =>
		runWorker({
			store,
			url,
			classes: [CLASS],
			name,
			jobs: 1,
			tool: fakeTool,
			lease: Number(LEASE),
			every: 500,
			command: fakeCommand,
			flags: [],
			// Goes with the farm, however the process ends.
			dir: join(PLACE, `${name}-${process.pid}`),
			signal: over.signal,
			say: (message) => console.log(message),
		}),
	),
)
process.exit()
