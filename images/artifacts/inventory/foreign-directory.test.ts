import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { collectGarbage } from './keep.ts'
import { listCache } from './list.ts'

test('of a directory that is no cache nothing is listed, and so nothing goes', async () => {
	const home = await mkdtemp(join(tmpdir(), 'inventory-test-'))
	try {
		for (const path of ['alice/Documents', 'scratch/disk', 'downloads/photos', 'quarantine/x'])
			await mkdir(join(home, path), { recursive: true })
		expect(await listCache(home)).toEqual([])
		expect(await collectGarbage(home, { usedBefore: new Date() })).toEqual([])
		expect((await readdir(home)).sort()).toEqual(['alice', 'downloads', 'quarantine', 'scratch'])
		// One that has become a cache as well.
		await mkdir(join(home, 'locks'))
		const listed = (await listCache(home)).map(({ kind, name }) => `${kind}/${name}`)
		expect(listed).not.toContain('alice/Documents')
		expect(listed).not.toContain('downloads/photos')
	} finally {
		await rm(home, { recursive: true })
	}
})
