import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cliInMemory } from '../../testing/fake-ambient.ts'

const run = '20261126T221500Z-quick-3fa94c'
const places = { ROOTLESS_MATRIX_QUEUE: 'redis://127.0.0.1:1', ROOTLESS_MATRIX_STORE: 'dir:/nonexistent' }

it.each<[string[], NodeJS.ProcessEnv, string[]]>([
	[['submit', '--preset', 'quick'], {}, ['say where the queue is', 'ROOTLESS_MATRIX_STORE']],
	[['submit', '--store', 'dir:/x', '--queue', 'redis://x'], {}, ['say what to test']],
	[
		['submit', '--preset', 'quick', '--priority', '101', '--class', 'riscv'],
		places,
		['up to 100', "not 'riscv'"],
	],
	[
		['worker', '--classes', 'x86_64,../x', '--jobs', '0', '--name', 'a b'],
		places,
		["not '../x'", '--jobs takes', "not 'a b'"],
	],
	[['status', '../../x'], places, ["'../../x' is no id of a run of a farm"]],
	[['collect', run], places, ['the store dir:/nonexistent cannot be used', 'a share that is not mounted']],
	[
		['cancel', run],
		{ ...places, ROOTLESS_MATRIX_STORE: '/srv/x' },
		['a store is dir:PATH or oci://HOST/NAMESPACE'],
	],
	[['collect', run, '--store', 'oci://u:secret@h/x'], {}, ['without a user or a password']],
])('farm %j is told what is wrong with it', async (words, env, messages) => {
	const { code, stderr } = await cliInMemory(['farm', ...words], {}, { ...env })
	for (const message of messages) expect(stderr).toContain(message)
	expect(stderr).not.toContain('secret')
	expect(code).toBe(2)
})

it('says that a queue cannot be reached, and that a run is not there', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-farm-verb-'))
	try {
		const env = { ROOTLESS_MATRIX_QUEUE: 'redis://:secret@127.0.0.1:1', ROOTLESS_MATRIX_STORE: `dir:${dir}` }
		const submitted = await cliInMemory(['farm', 'submit', '--preset', 'quick'], {}, { ...env })
		expect(submitted.code).toBe(3)
		expect(submitted.stderr).toContain('the queue redis://127.0.0.1:1 cannot be reached')
		const gone = await cliInMemory(['farm', 'status', run], {}, { ...env })
		expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining(`dir:${dir} has no run ${run}`)])
	} finally {
		await rm(dir, { recursive: true })
	}
})

it('run --cells excludes a matrix, and reads only what is a plan', async () => {
	const both = await cliInMemory(['run', '--cells', 'x', '--preset', 'quick'])
	expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('--cells says what to test')])
	const gone = await cliInMemory(['run', '--cells', '/nonexistent'])
	expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('--cells /nonexistent: ENOENT')])
})
