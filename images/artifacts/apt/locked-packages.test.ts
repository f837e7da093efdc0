import { expect, test } from 'vitest'
import type { DownloadedPackage, WantedPackage } from './apt.ts'
import { lockedPackages } from './locked-packages.ts'
import { memoryLock } from '../lock/lock.ts'

/** An apt that has everything. */
const apt = {
	asked: [] as WantedPackage[],
	async download(packages: readonly WantedPackage[]): Promise<DownloadedPackage[]> {
		this.asked = [...packages]
		return packages.map((item) => ({
			...item,
			path: `/debs/${item.name}`,
			sha256: item.sha256 ?? 'a'.repeat(64),
		}))
	},
}
const arch = 'x86_64'
const tini = { name: 'tini', version: '1', suite: 'sid' }
const newer = { ...tini, version: '2' }

test('what was resolved once is asked for from then on, with its sum', async () => {
	const lock = memoryLock()
	await lockedPackages('tini', async () => [tini], { apt, arch, lock })
	const again = await lockedPackages('tini', async () => [newer], { apt, arch, lock })
	expect(apt.asked).toEqual([{ ...tini, sha256: 'a'.repeat(64) }])
	expect(again[0]?.version).toBe('1')
})

test('without a lock the newest is taken each time', async () => {
	await lockedPackages('tini', async () => [tini], { apt, arch })
	expect((await lockedPackages('tini', async () => [newer], { apt, arch }))[0]?.version).toBe('2')
})

test('a lock that accepts nothing new refuses before anything is resolved', async () => {
	const closed = {
		...memoryLock(),
		assertOpenFor: (key: string) => {
			throw new Error(`closed for ${key}`)
		},
	}
	const resolve = () => Promise.reject(new Error('resolved'))
	await expect(lockedPackages('docker 26.1', resolve, { apt, arch, lock: closed })).rejects.toThrow(
		'closed for debian docker 26.1 amd64',
	)
})
