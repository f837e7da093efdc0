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

/** What a process says that was started with the one text, and asked with the other. */
async function asked(before: string, after: string) {
	const save = (text: string) => writeFile(process.env['ROOTLESS_MATRIX_CONFIG']!, text)
	await save(before)
	const program = { path: join(import.meta.dirname, 'child.ts'), packages: ['vitest/node'] }
	await using suites = await SuiteProcess.start(program)
	const late = { cacheDir: join(directory, 'transformed') }
	suites.child.send({ type: 'open', checks: ['site.late'], concurrency: 1, late })
	await new Promise((resolve) => setTimeout(resolve, 1500))
	await save(after)
	suites.child.send({ type: 'run', facts: exampleFacts(directory), keepFixtures: true })
	const events: SuiteEvent[] = []
	const end = await suites.child.ended({ deadline: 120_000, onEvent: (event) => events.push(event) })

	return { end, events }
}

// Each process takes seconds of a processor: the second one shows both.
it('asks what was saved after the process was started, and says where it has a mistake of syntax', async () => {
	const first = await asked(plugin('as it was'), plugin('as it was saved'))
	expect(first.end).toEqual({ kind: 'done', problems: [] })
	expect(first.events.at(-1)).toMatchObject({ outcome: 'skipped', message: 'as it was saved' })
	// What was made of the sources before does not stand for them.
	const second = await asked(plugin('as it was saved'), 'export default {{\n')
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
