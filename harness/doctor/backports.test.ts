import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newerQemu } from './backports.ts'
import type { Host } from './requirement.ts'

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'backports-'))
	await mkdir(join(dir, 'apt/sources.list.d'), { recursive: true })
	await writeFile(join(dir, 'apt/sources.list.d/debian.sources'), 'Types: deb\n')
	await writeFile(join(dir, 'apt/sources.list.d/other.disabled'), '')
})
afterEach(() => rm(dir, { recursive: true }))

const host = (): Host => ({
	run: async () => ({
		state: 'ended',
		code: 0,
		output: 'Debian|bookworm|http://mirror.test/debian/\n',
	}),
	env: {},
	isRoot: true,
	nodeVersion: '20.19.0',
	memoryBytes: 8 * 2 ** 30,
	cacheDir: join(dir, 'cache'),
})

async function on(codename: string) {
	await writeFile(join(dir, 'os-release'), `ID=debian\nVERSION_CODENAME=${codename}\n`)
	return newerQemu(host(), { osRelease: join(dir, 'os-release'), etcApt: join(dir, 'apt') })
}

it('adds backports beside a copy of the machine’s own sources', async () => {
	expect((await on('bookworm'))?.packages).toEqual([
		'-t',
		'bookworm-backports',
		'qemu-system-x86',
		'qemu-utils',
	])
	const sources = join(dir, 'cache/apt-backports/sources.list.d')
	expect((await readdir(sources)).sort()).toEqual(['debian.sources', 'rootless-matrix-backports.list'])
	const line = await readFile(join(sources, 'rootless-matrix-backports.list'), 'utf8')
	expect(line).toMatch(/^deb \[signed-by=.*\] http:\/\/mirror\.test\/debian\/ bookworm-backports main\n$/)
	expect(await readdir(join(dir, 'apt'))).toEqual(['sources.list.d'])
})

it('has nothing to offer where QEMU is new enough already', async () => {
	expect(await on('trixie')).toBeUndefined()
})
