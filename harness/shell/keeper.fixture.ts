import { HostError } from '#results/errors'
import { fakeOpen } from './fake-open.ts'
import { runKeeper } from './keeper.ts'

// A keeper as a process of its own, with a fake VM. `never` never comes up; `refused` has no driver.
const { env, stdin, stdout } = process
const { open, driver } = fakeOpen({
	answer: (command) => ({ stdout: `ran ${command}\n` }),
	fault: () => (env['FAKE_VM'] === 'boot-fails' ? { kind: 'boot-fails' } : undefined),
})
const ended = new AbortController()
process.on('SIGTERM', () => ended.abort())
if (env['FAKE_VM'] === 'crash') throw new Error('a keeper that cannot be loaded')
await runKeeper({
	stdin,
	stdout,
	signal: ended.signal,
	choose: async () => {
		if (env['FAKE_VM'] === 'refused') throw new HostError('No VM can be started here.')
		return driver
	},
	open: async (options) => {
		if (env['FAKE_VM'] === 'never')
			await new Promise((_resolve, reject) =>
				options.signal.addEventListener('abort', () => reject(options.signal.reason as Error)),
			)
		return open(options)
	},
})
process.exit()
