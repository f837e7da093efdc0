import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { prepareEntry, readEntry } from './entry.ts'
import { digestOf, type Store, StoreError } from './store.ts'
import { z } from 'zod'

const facts = z.strictObject({ from: z.string() })

async function commit(
	store: Store,
	name: string,
	from: string,
	content = Buffer.from(from),
): Promise<boolean> {
	const { manifest } = await prepareEntry(store, { kind: 'cell', facts: { from }, content })
	return store.put(name, manifest)
}

/** What every store promises. `open` gives the same one each time. */
export function keepsTheContract(open: () => Promise<Store>): void {
	it('has what was put, and nothing else', async () => {
		const store = await open()
		const bytes = randomBytes(300_000)
		expect(await store.has(digestOf(bytes))).toBe(false)
		expect(await store.get(digestOf(bytes))).toBeUndefined()
		expect(await store.put(digestOf(bytes), bytes)).toBe(true)
		expect(await store.put(digestOf(bytes), bytes), 'twice is once').toBe(true)
		expect(await store.has(digestOf(bytes))).toBe(true)
		expect(bytes.equals((await store.get(digestOf(bytes))) ?? Buffer.alloc(0))).toBe(true)
		expect(await store.get('no-such-name')).toBeUndefined()
	})

	it('gives an entry back as it was, an empty one as well', async () => {
		const store = await open()
		for (const content of [Buffer.from('evidence'), Buffer.alloc(0)]) {
			const name = `run-entry.${content.length}`
			expect(await commit(store, name, 'a', content)).toBe(true)
			const entry = await readEntry(store, name, { kind: 'cell', facts })
			expect(entry).toMatchObject({ kind: 'cell', facts: { from: 'a' } })
			expect(content.equals(entry?.content ?? Buffer.from('?'))).toBe(true)
		}
	})

	it('keeps the first manifest of a name', async () => {
		const store = await open()
		expect(await commit(store, 'run-first.c', 'first')).toBe(true)
		expect(await commit(store, 'run-first.c', 'second')).toBe(false)
		expect(await commit(store, 'run-first.c', 'first'), 'the same again').toBe(true)
		expect(await readEntry(store, 'run-first.c', { kind: 'cell', facts })).toMatchObject({
			facts: { from: 'first' },
		})
	})

	it('lists the names that begin so, sorted', async () => {
		const store = await open()
		expect(await store.list('run-list.')).toEqual([])
		for (const name of ['run-list.c.2', 'run-list.c.1', 'run-list.p', 'run-lister.c.1'])
			await commit(store, name, name)
		expect(await store.list('run-list.c.')).toEqual(['run-list.c.1', 'run-list.c.2'])
		expect(await store.list('run-list.')).toEqual(['run-list.c.1', 'run-list.c.2', 'run-list.p'])
	})

	it('refuses content of another hash, keys that are none, and entries of another kind', async () => {
		const store = await open()
		await expect(store.put(digestOf(Buffer.from('a')), Buffer.from('b'))).rejects.toThrow(StoreError)
		for (const key of ['../etc/passwd', 'a/b', '', 'sha256:12', '.hidden', 'a'.repeat(129), 'a\nb'])
			await expect(store.has(key), key).rejects.toThrow('is no name of anything in a store')
		await commit(store, 'run-kind.c', 'a')
		await expect(readEntry(store, 'run-kind.c', { kind: 'plan', facts })).rejects.toThrow(
			'run-kind.c is no plan of a farm',
		)
	})

	it('gives no more than was asked for, and stops when told to', async () => {
		const store = await open()
		const bytes = randomBytes(5000)
		await store.put(digestOf(bytes), bytes)
		await expect(store.get(digestOf(bytes), { limit: 4999 })).rejects.toThrow('has more than 4999 bytes')
		const signal = AbortSignal.abort(new Error('enough'))
		await expect(store.get(digestOf(bytes), { signal })).rejects.toThrow('enough')
	})
}
