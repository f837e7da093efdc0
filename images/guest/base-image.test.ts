import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HostError } from '#results'
import type { Apt } from '../artifacts/apt/apt.ts'
import { type BuildRequest, Cache } from '../artifacts/cache.ts'
import { ArtifactFault } from '../artifacts/fault.ts'
import { baseImage, baseImageNote } from './base-image.ts'
import { isBaseImageCached } from './base-image-key.ts'
import { distributions } from './distributions/index.ts'

test.each([
	[0, 'today'],
	[1, 'yesterday'],
	[29, '29 days ago'],
])('a base image %i days old says so in the run', (days, ago) => {
	const builtAt = new Date('2026-11-01T12:00:00Z')
	const now = builtAt.getTime() + days * 24 * 60 * 60_000 + 1000
	expect(baseImageNote({ builtAt, guest: distributions[0]! }, now)).toBe(
		`The base image was built on 2026-11-01, ${ago}.`,
	)
})

test('the note names a guest that is not the default one', () => {
	const builtAt = new Date('2026-11-01T12:00:00Z')
	const guest = distributions.find(({ value }) => value === 'debian:12')!
	expect(baseImageNote({ builtAt, guest }, builtAt.getTime())).toBe(
		'The base image of Debian 12 was built on 2026-11-01, today.',
	)
})

test('a base image of the evening before is of yesterday, though fewer than 24 hours old', () => {
	const builtAt = new Date('2026-11-26T21:53:00Z')
	const now = Date.parse('2026-11-27T01:30:00Z')
	expect(baseImageNote({ builtAt, guest: distributions[0]! }, now)).toBe(
		'The base image was built on 2026-11-26, yesterday.',
	)
})

describe('a base image', () => {
	let root: string
	beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'base-image-'))))
	afterEach(() => rm(root, { recursive: true }))

	/** Builds in no time, and counts. */
	class QuickCache extends Cache {
		builds = 0
		override entry(request: BuildRequest): Promise<string> {
			return super.entry({
				...request,
				build: async (into) => {
					this.builds++
					await writeFile(join(into, 'base.ext4'), 'a system')
				},
			})
		}
	}

	const online = {
		isOffline: false,
		configAcquirePath: '/nowhere',
		sourcesListOf: () => '',
	} as unknown as Apt
	const offline = {
		isOffline: true,
		sourcesListOf: () => '',
		get configAcquirePath(): string {
			throw new ArtifactFault('offline', 'This run is offline.')
		},
	} as unknown as Apt
	const owners = async () => ({ mmdebstrapMode: 'root', asRoot: [] }) as const
	const guest = distributions[0]!

	const arch = 'x86_64'
	const PERIOD = 30 * 24 * 60 * 60_000
	/** The beginning of a period. */
	const start = 690 * PERIOD

	test('is built once in 30 days, counted from the same day everywhere', async () => {
		const cache = new QuickCache(root)
		const at = async (now: number) => (await baseImage(guest, cache, online, { arch, now })).key
		const first = await at(start)
		expect(await at(start + PERIOD - 1)).toBe(first)
		expect(cache.builds).toBe(1)
		const next = await at(start + PERIOD)
		expect(next).not.toBe(first)
		expect(await at(start - 1)).not.toBe(first)
		expect(cache.builds).toBe(3)
		// What a plan says before.
		expect(await isBaseImageCached(guest, { cacheRoot: root, arch }, start + PERIOD)).toBe(true)
		expect(await isBaseImageCached(guest, { cacheRoot: root, arch }, start + 2 * PERIOD)).toBe(false)
		// Its key names its directory, which others record.
		expect(await readdir(join(root, 'base'))).toContain(next)
	})

	test('of an earlier period is used offline: the newest that is whole, for a year', async () => {
		const cache = new QuickCache(root)
		const older = await baseImage(guest, cache, online, { arch, now: start })
		const newer = await baseImage(guest, cache, online, { arch, now: start + 2 * PERIOD })
		const later = (periods: number) =>
			baseImage(guest, new Cache(root), offline, { arch, now: start + periods * PERIOD, owners })
		expect(await later(2)).toMatchObject({ key: newer.key, path: newer.path })
		expect(await later(13)).toMatchObject({ key: newer.key })
		await expect(later(14)).rejects.toMatchObject({ reason: 'offline' })
		// One of a time to come is of no use: nobody knows what it will be.
		expect(await later(1)).toMatchObject({ key: older.key })
		await writeFile(newer.path, 'a System')
		expect(await later(3)).toMatchObject({ key: older.key, path: older.path })
		await expect(later(12)).rejects.toMatchObject({ reason: 'offline' })
	})

	test('of an earlier period is not used where a new one can be built', async () => {
		const cache = new QuickCache(root)
		await baseImage(guest, cache, online, { arch, now: start })
		await baseImage(guest, cache, online, { arch, now: start + PERIOD })
		expect(cache.builds).toBe(2)
	})

	test('is not begun by who cannot give its files their owners, and nothing is cached', async () => {
		const found: string[] = []
		const none = async () => {
			for (const name of await readdir(join(root, 'scratch')))
				found.push(...(await readdir(join(root, 'scratch', name))))
			throw new HostError('No subordinate user ids.')
		}
		await expect(baseImage(guest, new Cache(root), online, { arch, owners: none })).rejects.toThrow(
			'No subordinate user ids.',
		)
		expect(found).toEqual([])
		expect(await readdir(root)).not.toContain('base')
		expect(await readdir(join(root, 'scratch'))).toEqual([])
	})
})
