import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { exampleFacts } from './example-facts.ts'
import type { SuiteEvent } from './protocol.ts'
import { SuiteProcess } from './suite-process.ts'

let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-late-'))
	vi.stubEnv('ROOTLESS_MATRIX_CONFIG', join(directory, 'rootless-matrix.config.mjs'))
})
afterEach(async () => {
	vi.unstubAllEnvs()
	await rm(directory, { recursive: true, force: true })
})

/** A plug-in whose check applies nowhere, for this reason. */
const plugin = (reason: string) => `export default { plugins: [{ name: 'site', checks: [{ checks: [{
	id: 'site.late', vantage: ['host'], contract: 'it is read late', coverage: [], ways: {},
	applies: { label: 'nowhere', holds: () => '${reason}' }, run: async () => undefined,
}] }] }] }\n`

const ids = ['egress.tcp', 'site.late']

/** What a process says that is asked with this text, and was started with another one where that is given. */
async function asked(text: string, { before }: { readonly before?: string } = {}) {
	const save = (saved: string) => writeFile(process.env['ROOTLESS_MATRIX_CONFIG']!, saved)
	await save(before ?? text)
	const program = { path: join(import.meta.dirname, 'child.ts'), packages: ['vitest/node'] }
	await using suites = await SuiteProcess.start(program)
	const late = { cacheDir: join(directory, 'transformed') }
	suites.child.send({ type: 'open', checks: ids, concurrency: 1, late })
	if (before !== undefined) await new Promise((resolve) => setTimeout(resolve, 1500))
	await save(text)
	const daemon = { state: 'failed', journal: 'no sysctl' } as const
	suites.child.send({ type: 'run', facts: exampleFacts(directory, {}, { daemon }), keepFixtures: true })
	const events: SuiteEvent[] = []
	const end = await suites.child.ended({ deadline: 120_000, onEvent: (event) => events.push(event) })
	return { end, events }
}

// Each process takes seconds of a processor: the first one shows two things.
it('asks the chosen checks only, as they were saved after the process was started, and says where one has a mistake of syntax', async () => {
	const first = await asked(plugin('as it was saved'), { before: plugin('as it was') })
	expect(first.end).toEqual({ kind: 'done', problems: [] })
	// It says nothing of the others.
	expect(first.events.map(({ type, check }) => `${type} ${check}`).sort()).toEqual(
		['ended', 'started'].flatMap((what) => ids.map((check) => `check.${what} ${check}`)),
	)
	expect(first.events).toContainEqual(
		expect.objectContaining({ check: 'site.late', outcome: 'skipped', message: 'as it was saved' }),
	)
	// What was made of the sources before does not stand for them.
	const second = await asked('export default {{\n')
	expect(second.events).toEqual([])
	expect(second.end).toMatchObject({
		kind: 'done',
		problems: [
			expect.stringMatching(
				/cannot load .*rootless-matrix\.config\.mjs.*(Unexpected token|invalid JS syntax)/s,
			) as string,
		],
	})
}, 300_000)
