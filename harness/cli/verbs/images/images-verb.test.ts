import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Cache } from '#images'
import type { FetchOptions } from '#harness/run'
import { runCli } from '../../cli.ts'
import type { Services } from '../../context.ts'
import { cliInMemory, fakeAmbient } from '../../testing/fake-ambient.ts'

let root: string
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'images-verb-'))))
afterEach(() => rm(root, { recursive: true }))

const entry = (name: string) =>
	new Cache(root).entry({
		kind: 'parts',
		inputs: { name, version: '1' },
		build: (into) => writeFile(join(into, 'part.ext4'), Buffer.alloc(100_000, name)),
	})

/** The fake ambient's clock stands at this day. */
const today = Date.parse('2026-11-23T01:15:30.000Z')
const usedDaysAgo = (path: string, days: number) =>
	utimes(join(path, 'inputs.json'), new Date(today - days * 86_400_000), new Date(today - days * 86_400_000))

const isThere = (path: string) =>
	stat(path).then(
		() => true,
		() => false,
	)

const images = (argv: string[], services: Partial<Services> = {}) =>
	cliInMemory(['images', ...argv], { cacheDirectory: async () => root, ...services })

describe('ls', () => {
	test('says what is there, why, how large, and when it was last used', async () => {
		await usedDaysAgo(await entry('docker'), 3)
		const { code, stdout } = await images(['ls'])
		expect(code).toBe(0)
		const shown = stdout.replaceAll(root, 'ROOT').replace(/[0-9a-f]{24}/, 'KEY'.padEnd(24))
		expect(shown).toMatchInlineSnapshot(`
			"KIND   KEY                          SIZE  LAST USED (UTC)   WHY
			parts  KEY                       112 KiB  2026-11-20 01:15  docker 1

			1 item, 112 KiB in ROOT
			"
		`)
	})

	test('as JSON', async () => {
		await usedDaysAgo(await entry('docker'), 3)
		expect(JSON.parse((await images(['ls', '--json'])).stdout)).toMatchObject({
			root,
			items: [{ kind: 'parts', why: 'docker 1', usedAt: '2026-11-20T01:15:30.000Z' }],
		})
	})

	test('of a cache that is not there is empty', async () => {
		const cacheDirectory = async () => join(root, 'none')
		expect((await images(['ls'], { cacheDirectory })).stdout).toBe(`0 items, 0 B in ${root}/none\n`)
	})
})

describe('verify', () => {
	test('names what is damaged and where it is now, and is exit code 3', async () => {
		await entry('a')
		expect(await images(['verify'])).toMatchObject({ code: 0, stdout: `1 item in ${root}: 0 damaged\n` })
		const damaged = await entry('b')
		await writeFile(join(damaged, 'part.ext4'), 'short')
		const { code, stdout } = await images(['verify'])
		expect(code).toBe(3)
		expect(stdout).toContain('is damaged: part.ext4 has 5 bytes instead of 100000')
		expect(stdout).toContain(`in quarantine: ${root}/quarantine/parts-`)
		expect(stdout).toContain(`2 items in ${root}: 1 damaged`)
		expect(await isThere(damaged)).toBe(false)
		expect((await images(['ls'])).stdout).toMatch(/ of it in quarantine, which `images gc` removes\n$/)
	})

	test('reads the memory of snapshots as well, which has sums of its own', async () => {
		const snapshot = await new Cache(root).entry({
			kind: 'snapshots',
			inputs: {},
			build: async (into) => {
				await writeFile(join(into, 'memory'), 'what a guest wrote')
				await writeFile(
					join(into, 'memory.json'),
					JSON.stringify({ size: 18, allocated: 4096, chunks: [[0, 1]] }),
				)
			},
		})
		const { code, stdout } = await images(['verify'])
		expect(code).toBe(3)
		expect(stdout).toContain('is damaged: its memory was changed between byte 0 and 18')
		expect(await isThere(snapshot)).toBe(false)
	})

	test('as JSON', async () => {
		await writeFile(join(await entry('b'), 'part.ext4'), 'short')
		const { code, stdout } = await images(['verify', '--json'])
		expect([code, JSON.parse(stdout)]).toMatchObject([3, { root, checked: 1, damaged: [{ kind: 'parts' }] }])
	})
})

test('verify that lasts says on standard error what it reads', async () => {
	await entry('a')
	const { ambient, stdout, stderr } = fakeAmbient(['images', 'verify', '--json'], {
		cacheDirectory: async () => root,
	})
	let at = today
	expect(await runCli({ ...ambient, now: () => (at += 1000) })).toBe(0)
	expect(JSON.parse(stdout.text)).toMatchObject({ checked: 1 })
	// The one or the other, as a busy machine has it.
	expect(stderr.text).toMatch(/^\[ +0:0\d\] (?:Looking through \/|Reading 1 of 1: parts\/)/)
})

describe('gc', () => {
	let [fresh, old] = ['', '']
	beforeEach(async () => {
		;[fresh, old] = [await entry('fresh'), await entry('old')]
		await usedDaysAgo(fresh, 3)
		await usedDaysAgo(old, 20)
	})

	test('removes nothing unless told to', async () => {
		const { code, stdout } = await images(['gc'])
		expect([code, await isThere(old)]).toEqual([0, true])
		expect(stdout).toMatch(/1 item, 1\d\d KiB could go from .*; --delete removes them\n$/)
		expect((await images(['gc', '--delete'])).stdout).toMatch(/Removed 1 item, /)
		expect([await isThere(old), await isThere(fresh)]).toEqual([false, true])
		expect((await images(['gc'])).stdout).toBe(`Nothing to remove from ${root}\n`)
	})

	test('keeps what the named matrix needs, however long ago it was used, without a connection', async () => {
		const asked: FetchOptions[] = []
		const fetchPlan: Services['fetchPlan'] = async (options) => {
			asked.push(options)
			return { cells: [], used: new Set([old]) }
		}
		const argv = ['gc', '--unused-for', '0', '--preset', 'quick', '--json', '--delete']
		const { stdout } = await images(argv, { fetchPlan })
		expect(asked[0]?.artifacts).toMatchObject({ offline: true })
		expect(JSON.parse(stdout)).toMatchObject({ deleted: true, items: [{ path: fresh }] })
		expect([await isThere(old), await isThere(fresh)]).toEqual([true, false])
	})

	test('does not count the locks of others', async () => {
		await mkdir(join(root, 'locks'), { recursive: true })
		await writeFile(join(root, 'locks/x'), '')
		await images(['gc', '--unused-for', '0', '--delete'])
		expect(await isThere(join(root, 'locks/x'))).toBe(true)
	})
})
