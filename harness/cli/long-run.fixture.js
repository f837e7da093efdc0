// For bin.test.ts: the real command line with a run that lasts until it is stopped, and boots nothing.
import { clearInterval, setInterval } from 'node:timers'
import { register } from 'tsx/esm/api'

register()
const { runCli } = await import('./cli.ts')
const { idleServices } = await import('./fake-ambient.ts')

process.exitCode = await runCli({
	argv: ['run', '--preset', 'quick', '--runs-dir', 'no-such-dir'],
	env: { CI: '1' },
	stdout: process.stdout,
	stderr: process.stderr,
	signals: process,
	exit: (code) => process.exit(code),
	now: Date.now,
	version: '0.0.0',
	services: {
		...idleServices,
		runPlan: async ({ signal, onNote }) => {
			onNote('started')
			const alive = setInterval(() => {}, 1000)
			await new Promise((resolve) => signal.addEventListener('abort', resolve))
			clearInterval(alive)
			onNote('cleaned up')
			throw signal.reason
		},
	},
})
