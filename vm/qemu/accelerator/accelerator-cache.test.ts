import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cachedProbe, cacheProbe, type CachedProbe } from './accelerator-cache.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-test-'))))
afterEach(() => rm(dir, { recursive: true }))

const found: CachedProbe = {
	qemuVersion: '10.0.8',
	accelerator: 'kvm',
	reason: 'a guest booted under KVM in 0.8 s',
	workarounds: [{ args: ['-cpu', 'host'], reason: 'the default CPU is an old one' }],
}

test('what was found out is known the next time, on this host only', async () => {
	await cacheProbe(join(dir, 'accelerator'), 'abc', found)
	expect(await cachedProbe(join(dir, 'accelerator'), 'abc')).toEqual(found)
	expect(await cachedProbe(join(dir, 'accelerator'), 'def')).toBeUndefined()
})

test.each<[string, unknown]>([
	['half a file', '{"qemuVersion":'],
	['no object', 'null'],
	['an accelerator that is none', { ...found, accelerator: 'kvm,foo=bar' }],
	['no reason', { ...found, reason: undefined }],
	['arguments that are no list', { ...found, workarounds: [{ args: '-cpu host', reason: '' }] }],
	['arguments that are no texts', { ...found, workarounds: [{ args: [1], reason: '' }] }],
])('a file with %s is no answer, so that it is measured again', async (_what, content) => {
	await cacheProbe(dir, 'abc', found)
	const [name = ''] = await readdir(dir)
	await writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content))
	expect(await cachedProbe(dir, 'abc')).toBeUndefined()
})

test('nothing that is not an answer is written', async () => {
	await expect(cacheProbe(dir, 'abc', { ...found, accelerator: 'xen' as 'kvm' })).rejects.toThrow(
		'accelerator',
	)
	expect(await readdir(dir)).toEqual([])
})
