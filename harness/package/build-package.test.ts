import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { readManifest } from '#harness/bundle'
import { buildPackage } from './index.ts'

vi.setConfig({ testTimeout: 120_000 })

it('says each step before it is done', async () => {
	const outdir = await mkdtemp(join(tmpdir(), 'rm-build-'))
	const said: string[] = []
	try {
		const root = join(import.meta.dirname, '../..')
		const { dependencies, optionalDependencies } = await readManifest(root)
		const packages = [...dependencies, ...optionalDependencies]
		await buildPackage({ root, outdir, packages, say: (step) => said.push(step) })
		expect(said).toEqual([
			'Bundling the sources',
			'Copying what is read at run time',
			'Noting what it was built of',
		])
	} finally {
		await rm(outdir, { recursive: true })
	}
})
