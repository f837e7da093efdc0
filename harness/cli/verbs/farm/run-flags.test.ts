import { expect, it } from 'vitest'
import { runFlags } from './run-flags.ts'

it('the cells of a worker take from its store what its cache lacks, unless it is told not to', () => {
	const place = { driver: undefined, store: 'oci://registry.test/nightly' }
	const flags = { snapshots: true, pullCache: true }
	expect(runFlags(flags, place)).toEqual(['--pull-cache', 'oci://registry.test/nightly'])
	expect(runFlags({ ...flags, insecure: true }, place)).toContain('--insecure')
	const all = { snapshots: false, pullCache: false, insecure: true, offline: true, mirror: ['/srv'] } as const
	expect(runFlags(all, { ...place, driver: 'lima' })).toEqual([
		...['--driver', 'lima', '--mirror', '/srv', '--offline', '--no-snapshots'],
	])
})
