import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hashSources } from './sources.ts'

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-sources-'))
	await mkdir(join(root, 'vm/guest'), { recursive: true })
	await mkdir(join(root, 'suites'))
	await writeFile(join(root, 'vm/guest/install'), 'echo 1')
	await writeFile(join(root, 'suites/dns.ts'), 'ask()')
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('is the same for the same files, and other for any change of one', async () => {
	const before = await hashSources({ root })
	expect(await hashSources({ root })).toBe(before)
	// Of the same length and time is still another.
	await writeFile(join(root, 'vm/guest/install'), 'echo 2')
	const after = await hashSources({ root })
	expect(after).not.toBe(before)
	await writeFile(join(root, 'package-lock.json'), '{}')
	expect(await hashSources({ root })).not.toBe(after)
})

it('tells a file that was renamed, and one whose beginning was moved to the file before', async () => {
	const before = await hashSources({ root })
	await rm(join(root, 'suites/dns.ts'))
	await writeFile(join(root, 'suites/dns2.ts'), 'ask()')
	expect(await hashSources({ root })).not.toBe(before)
})

it('does not care for tests, nor for folders that were not asked for', async () => {
	const [all, vm] = [await hashSources({ root }), await hashSources({ root, folders: ['vm'] })]
	await writeFile(join(root, 'vm/guest/install.test.ts'), 'it()')
	expect(await hashSources({ root })).toBe(all)
	await writeFile(join(root, 'suites/dns.ts'), 'other()')
	expect(await hashSources({ root, folders: ['vm'] })).toBe(vm)
	expect(await hashSources({ root })).not.toBe(all)
})
