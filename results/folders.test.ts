import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'

it('no folder of the record and its reports has more than 15 files of the product', async () => {
	const names = await readdir(import.meta.dirname, { recursive: true })
	const product = names.filter((name) => /\.(ts|js|css)$/.test(name) && !/\.test\.ts$/.test(name))
	const counts = new Map<string, number>()
	for (const name of product) counts.set(dirname(name), (counts.get(dirname(name)) ?? 0) + 1)
	expect(counts.size).toBeGreaterThan(10)
	expect([...counts].filter(([, count]) => count > 15)).toEqual([])
})
