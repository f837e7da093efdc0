// For bin.test.ts: the real command line with a run that boots nothing, and ends as its first argument says.
import { clearInterval, setInterval, setTimeout } from 'node:timers'
import { start } from './start.ts'
import { idleServices } from './testing/fake-ambient.ts'

const [, , how = ''] = process.argv
const breaks: Record<string, (stop: () => void) => void> = {
	throws: () => setTimeout(() => JSON.parse('{"QMP": {') as unknown, 10),
	rejects: () => void Promise.reject(new Error('nobody waits for this')),
	// What it waits for never comes, and nothing else is left to happen.
	starves: (stop) => stop(),
	lasts: () => undefined,
}

if (how === 'forgets') {
	setInterval(() => undefined, 1000)
	await start({ argv: ['--version'] }, 100)
} else
	await start({
		argv: ['run', '--preset', 'quick', '--runs-dir', 'no-such-dir'],
		env: { CI: '1' },
		version: '0.0.0',
		services: {
			...idleServices,
			runPlan: async ({ signal, onNote }) => {
				onNote?.('started')
				const alive = setInterval(() => undefined, 1000)
				breaks[how]?.(() => clearInterval(alive))
				await new Promise((resolve) => signal?.addEventListener('abort', resolve))
				clearInterval(alive)
				onNote?.('cleaned up')
				throw signal?.reason
			},
		},
	})
