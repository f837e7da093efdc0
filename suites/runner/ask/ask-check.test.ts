import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catalogueEntry } from '../../catalogue/index.ts'
import type { CheckDefinition } from '../../check/definition.ts'
import { fakeVm } from '../../check/testing/fake-vm.ts'
import type { Failure } from '../../probes/wrong-with.ts'
import { askCheck } from './ask-check.ts'
import { exampleFacts } from '../example-facts.ts'
import type { CheckReport } from './report-meta.ts'

let directory: string
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'rm-check-'))))
afterEach(() => rm(directory, { recursive: true, force: true }))

const silent: Failure = { form: { kind: 'timeout' }, words: 'nobody answered' }
const { signal } = new AbortController()

/** Asks a body under the name of a check that has the ways `host.lan`, `peer.lan` and `host.loopback`. */
async function asked(run: CheckDefinition['run'], id = 'publish.nic-address') {
	const vm = fakeVm()
	// Else the daemon is asked for its containers.
	const facts = exampleFacts(directory, {}, { daemon: { state: 'failed', journal: 'dockerd: it ended\n' } })
	const reports: CheckReport[] = []
	const definition = { ...catalogueEntry(id), run }
	const onReport = (report: CheckReport) => void reports.push(report)
	const message = await askCheck(definition, { facts, signal, onReport, enter: vm.enter })
	const kept = async (name: string) => readFile(join(directory, 'cell', id, name), 'utf8')
	return { message, reports, kept, commands: vm.commands }
}

/** A server of the check's own: it is there until the body ends. */
async function started(
	{ guest }: Parameters<CheckDefinition['run']>[0],
	name: string,
): Promise<AsyncDisposable> {
	await guest.exec(['start', name])
	return { [Symbol.asyncDispose]: async () => void (await guest.exec(['stop', name])) }
}

const dumps = (commands: readonly string[]) =>
	commands.filter((words) => words.endsWith('/dump-network')).length

it('wants a check to ask one of its ways, and nothing of one that records facts only', async () => {
	const nothing = async () => {}
	expect((await asked(nothing)).message).toContain('asked none of its ways')
	expect((await asked(nothing, 'kernel.facts')).message).toBeUndefined()
})

describe('the evidence of a way that failed', () => {
	it('shows, at every vantage point, the server that the check stops at its end', async () => {
		const { message, reports, kept, commands } = await asked(async (context, record) => {
			await using _server = await started(context, 'server')
			record.way('host.lan', silent)
		})
		expect(message).toBe('host.lan: nobody answered')
		for (const place of ['host', 'netns', 'peer'])
			expect(await kept(`network-${place}.txt`)).toBe('runs: server\n')
		expect(commands.at(-1)).not.toBe('stop server')
		expect(dumps(commands)).toBe(3)
		const names = ['containers.json', 'dockerd-journal.txt', 'network-driver.txt']
		const networks = ['host', 'netns', 'peer'].map((place) => `network-${place}.txt`)
		expect(reports.at(-1)?.evidence).toEqual(
			[...names, ...networks].map((name) => `cell/publish.nic-address/${name}`),
		)
	})

	it('is taken once, whatever else fails, and the rest of the check is asked after it', async () => {
		const { commands, kept } = await asked(async (context, record) => {
			await using _server = await started(context, 'server')
			record.way('host.lan', silent)
			await using _second = await started(context, 'second')
			record.way('peer.lan', silent)
		})
		expect(dumps(commands)).toBe(3)
		expect(await kept('network-peer.txt')).toBe('runs: server\n')
	})

	it('is taken at the end where the check throws', async () => {
		const { message, kept } = await asked(async (context) => {
			await using _server = await started(context, 'server')
			throw new TypeError('a mistake')
		})
		expect(message).toBe('a mistake')
		expect(await kept('network-host.txt')).toBe('runs: \n')
	})

	it('is nothing where all ways are right: the check’s own commands are all there are', async () => {
		const { message, reports, commands } = await asked(async (context, record) => {
			await using _server = await started(context, 'server')
			record.way('host.lan')
		})
		expect(message).toBeUndefined()
		expect(reports).toEqual([{ observations: {}, ways: [{ way: 'host.lan', ok: true }] }])
		expect(commands).toEqual(['start server', 'stop server'])
	})
})
