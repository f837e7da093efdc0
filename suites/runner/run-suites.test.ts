import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HarnessError, InterruptedError, TimeoutError } from '#results/errors'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CellFacts } from '../check/cell-facts.ts'
import { exampleFacts } from './example-facts.ts'
import type { SuiteEvent } from './protocol.ts'
import { runSuites } from './run-suites.ts'

let directory: string
let events: SuiteEvent[]
const program = { path: join(import.meta.dirname, 'fixtures/child.ts'), checks: ['a', 'b'] }

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	events = []
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const behaving = (slug: string): CellFacts => exampleFacts(directory, { slug })
const run = (slug: string, options: { signal?: AbortSignal; deadline?: number } = {}) =>
	runSuites(behaving(slug), { ...options, program, onEvent: (event) => events.push(event) })
const ends = () => events.flatMap((event) => (event.type === 'check.ended' ? [event] : []))
const outcomes = () => Object.fromEntries(ends().map(({ check, outcome }) => [check, outcome]))
const messages = () => Object.fromEntries(ends().map(({ check, message }) => [check, message]))

it('gives the events of a child that does its work', async () => {
	await run('works')
	expect(events.map(({ type, check }) => `${type} ${check}`)).toEqual([
		'check.started a',
		'check.ended a',
		'check.started b',
		'check.ended b',
	])
	expect(outcomes()).toEqual({ a: 'pass', b: 'pass' })
})

// That the suites ask these and say nothing of others is in late-checks.test.ts.
it('hands the checks that were chosen to the child, and expects no others of it', async () => {
	const onEvent = (event: SuiteEvent) => events.push(event)
	await runSuites(behaving('works'), { program, checks: ['egress.tcp', 'dns.udp'], onEvent })
	expect(outcomes()).toEqual({ 'egress.tcp': 'pass', 'dns.udp': 'pass' })
	await expect(runSuites(behaving('works'), { checks: ['egress.http'], onEvent })).rejects.toThrow(
		'"egress.http" is not in the catalogue',
	)
})

it('a child that dies is an error with its last words, and so is every check it left', async () => {
	const error: unknown = await run('dies').catch((thrown: unknown) => thrown)
	expect(error).toBeInstanceOf(HarnessError)
	expect(error).toMatchObject({
		message: expect.stringContaining('exit code 7') as string,
		output: 'out of memory\n',
	})
	expect(messages()).toEqual({
		a: "It did not end: the suites' process died (exit code 7)",
		b: "It never ran: the suites' process died (exit code 7)",
	})
	expect(outcomes()).toEqual({ a: 'error', b: 'error' })
})

it('a check that no suite reported is an error with the reason', async () => {
	await run('misses')
	expect(outcomes()).toEqual({ a: 'pass', b: 'error' })
	expect(messages()['b']).toBe('It never ran: b.test.ts: cannot find module')
})

it('a check that is reported twice breaks the run', async () => {
	await expect(run('repeats')).rejects.toThrow(/"a" twice/)
	expect(outcomes()).toEqual({ a: 'pass', b: 'error' })
})

it('a child that hangs is stopped at the deadline, and is gone', async () => {
	const file = join(directory, 'cell/pid')
	// What a busy machine has not started by then is given more time.
	for (let deadline = 1500; !existsSync(file); deadline *= 2) {
		events = []
		await expect(run('hangs', { deadline })).rejects.toThrow(TimeoutError)
	}
	expect(outcomes()).toEqual({ a: 'error', b: 'error' })
	const pid = Number(await readFile(file, 'utf8'))
	expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

it('an interruption stops the child and gives no outcome to what it left', async () => {
	const abort = new AbortController()
	const running = run('hangs', { signal: abort.signal })
	const interrupted = expect(running).rejects.toThrow(InterruptedError)
	await vi.waitUntil(() => existsSync(join(directory, 'cell/pid')), { timeout: 10_000 })
	abort.abort()
	await interrupted
	expect(ends()).toEqual([])
})

it('the child has a home and a temporary directory of its own, and nothing of ours', async () => {
	await run('environment')
	const { env } = ends().at(-1)!.observations as { env: Record<string, string> }
	const home = env['HOME']!
	expect(env['TMPDIR']).toBe(join(home, '../tmp'))
	expect(existsSync(home)).toBe(false)
	expect(env).toMatchObject({
		// A link to the cell's.
		DOCKER_HOST: `unix://${join(home, '../docker.sock')}`,
		TESTCONTAINERS_RYUK_DISABLED: 'true',
		TESTCONTAINERS_HOST_OVERRIDE: 'localhost',
	})
	expect(
		Object.keys(env)
			.filter((name) => !/^(NODE_|TSX_|ESBK_)/.test(name))
			.sort(),
	).toEqual([
		'DOCKER_HOST',
		'HOME',
		'LANG',
		'NO_COLOR',
		'PATH',
		'TESTCONTAINERS_HOST_OVERRIDE',
		'TESTCONTAINERS_RYUK_DISABLED',
		'TMPDIR',
	])
})
