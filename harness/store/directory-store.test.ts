import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepsTheContract } from './contract.fixture.ts'
import { openStore } from './open-store.ts'
import { digestOf, StoreError } from './store.ts'

let dir: string
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-store-'))
	await mkdir(join(dir, 'store'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))
const open = () => openStore(`dir:${join(dir, 'store')}`)

describe('a directory as a store', () => {
	keepsTheContract(open)

	it('lets exactly one of many writers have a name, and leaves nothing half written', async () => {
		const stores = await Promise.all(Array.from({ length: 20 }, open))
		const puts = await Promise.all(
			stores.map((store, index) => store.put('run-race.c', Buffer.from(`${index}`))),
		)
		expect(puts.filter(Boolean)).toHaveLength(1)
		expect(await readdir(join(dir, 'store/tmp'))).toEqual([])
	})

	it('follows no link, and finds out a blob that somebody changed', async () => {
		const store = await open()
		await writeFile(join(dir, 'secret'), 'secret')
		await mkdir(join(dir, 'store/names/run-link'), { recursive: true })
		await symlink(join(dir, 'secret'), join(dir, 'store/names/run-link/run-link.c'))
		await expect(store.get('run-link.c')).rejects.toThrow('has a link where a file should be')
		execFileSync('mkfifo', [join(dir, 'store/names/run-link/run-link.p')])
		await expect(store.get('run-link.p')).rejects.toThrow('has a pipe where a file should be')
		const key = digestOf(Buffer.from('whole'))
		await store.put(key, Buffer.from('whole'))
		const path = join(dir, 'store/blobs', key.slice(7, 9), key.slice(7))
		await chmod(path, 0o644)
		await writeFile(path, 'other')
		await expect(store.get(key)).rejects.toThrow(`what it gives for ${key} is`)
	})

	it('that goes away is no empty one', async () => {
		const store = await open()
		await rename(join(dir, 'store'), join(dir, 'gone'))
		try {
			const asked = [() => store.list('run.'), () => store.get('run.c'), () => store.has('run.c')]
			for (const ask of asked) await expect(ask()).rejects.toMatchObject({ trouble: 'unreachable' })
			await expect(store.put('run.c', Buffer.from('x'))).rejects.toThrow(StoreError)
			await expect(open()).rejects.toThrow(`the store dir:${join(dir, 'store')} cannot be used`)
		} finally {
			await rename(join(dir, 'gone'), join(dir, 'store'))
		}
	})
})

it.each([
	['/srv/x', 'a store is dir:PATH or oci://HOST/NAMESPACE'],
	['https://user:secret@host/x', "not 'https://host/x'"],
	['oci://host', 'an OCI store is written oci://HOST/NAMESPACE'],
	['oci://user:secret@host/x', 'without a user or a password'],
	['oci://host/Upper', 'the namespace in lower case'],
	['oci://host/a/../b', 'an OCI store is written'],
])('%s is told what a store looks like', async (text, message) => {
	await expect(openStore(text)).rejects.toThrow(message)
	await expect(openStore(text)).rejects.not.toThrow('secret')
})
