// For bin.test.ts: the real command line with a run that boots nothing, and ends as its first argument says.
import { clearInterval, setInterval, setTimeout } from 'node:timers'

await import('../../vm/host/typescript/register.js')
const { start } = await import('./start.ts')
const { idleServices } = await import('./testing/fake-ambient.ts')

const [, , how] = process.argv
const breaks = {
	throws: () => setTimeout(() => JSON.parse('{"QMP": {'), 10),
	rejects: () => void Promise.reject(new Error('nobody waits for this')),
	// What it waits for never comes, and nothing else is left to happen.
	starves: (stop) => stop(),
	lasts: () => undefined,
}

await start({
	argv: ['run', '--preset', 'quick', '--runs-dir', 'no-such-dir'],
	env: { CI: '1' },
	version: '0.0.0',
	services: {
		...idleServices,
		runPlan: async ({ signal, onNote }) => {
			onNote('started')
			const alive = setInterval(() => {}, 1000)
			breaks[how](() => clearInterval(alive))
			await new Promise((resolve) => signal.addEventListener('abort', resolve))
			clearInterval(alive)
			onNote('cleaned up')
			throw signal.reason
		},
	},
})
