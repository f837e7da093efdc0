import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { runWithFewFiles } from '#vm/host/testing'
import { askedByDefault } from '../catalogue/index.ts'
import { exampleFacts } from './example-facts.ts'
import type { SuiteEvent } from './protocol.ts'
import { runSuites } from './run-suites.ts'

let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const ended = (events: SuiteEvent[]) =>
	events.flatMap((event) => (event.type === 'check.ended' ? [event] : []))

// The real suites under the real vitest, with a guest that refuses the connection.
it(
	'every check that is asked by default has a suite, and none passes or fails without a guest',
	{ timeout: 60_000 },
	async () => {
		const events: SuiteEvent[] = []
		const journal = 'failed to start daemon: no sysctl'
		const facts = exampleFacts(directory, { daemonSettings: {} }, { daemon: { state: 'failed', journal } })
		await runSuites(facts, { onEvent: (event) => events.push(event) })
		// Sorted: checks of one area run side by side.
		expect(
			ended(events)
				.map(({ check }) => check)
				.sort(),
		).toEqual([...askedByDefault].sort())
		const byId = Object.fromEntries(ended(events).map((event) => [event.check, event]))
		expect(byId['daemon.starts']).toMatchObject({
			outcome: 'error',
			message: expect.stringContaining('SSH to 127.0.0.1:1 failed') as string,
		})
		expect(byId['egress.tcp']).toMatchObject({
			outcome: 'skipped',
			message: `the daemon does not run: ${journal}`,
		})
		expect(new Set(ended(events).map(({ outcome }) => outcome))).toEqual(new Set(['error', 'skipped']))
	},
)

it('a harness that is killed leaves neither the process nor its directory', { timeout: 60_000 }, async () => {
	const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
	await once(silent, 'listening')
	const { port } = silent.address() as AddressInfo
	const ssh = { host: '127.0.0.1', port, privateKey: '', hostKey: '' }
	const facts = JSON.stringify(exampleFacts(directory, {}, { ssh }))
	const words = [join(import.meta.dirname, 'child.ts'), 'daemon.starts', facts]
	const program = join(import.meta.dirname, 'fixtures/parent.ts')
	const typescript = join(import.meta.dirname, '../../vm/host/typescript/register.js')
	const parent = spawn(process.execPath, ['--import', typescript, program, ...words], {
		env: { ...process.env, TMPDIR: directory },
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	const scratch = async () => (await readdir(directory)).filter((name) => name.startsWith('rm-suites-'))
	// The first check has begun: the child waits for the guest.
	const [said] = (await Promise.race([once(parent.stdout, 'data'), once(parent, 'exit')])) as unknown[]
	expect(String(said)).toMatch(/^check\.started daemon\.starts\n/)
	expect(await scratch()).toHaveLength(1)
	parent.kill('SIGKILL')
	// Only the child can remove it now, with its last act.
	await vi.waitUntil(async () => (await scratch()).length === 0, { timeout: 10_000, interval: 100 })
	silent.close()
})

it('a process that cannot be started ends, where no file can be opened', { timeout: 60_000 }, () => {
	const script = join(import.meta.dirname, 'fixtures/too-many-files.ts')
	expect(runWithFewFiles(script)).toMatch(/^died: .*EMFILE/)
})
