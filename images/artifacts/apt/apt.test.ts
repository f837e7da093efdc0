import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { CacheOrigin, SharedItem } from '../origin.ts'
import { SharedHostIndex } from '../fixtures/host-index.ts'
import { serveDirectory } from '../fixtures/serve-directory.ts'
import { Apt } from './apt.ts'

let cacheRoot: string
const hostIndex = new SharedHostIndex()
beforeEach(async () => {
	cacheRoot = await mkdtemp(join(tmpdir(), 'apt-test-'))
	await hostIndex.lend(cacheRoot)
})
afterEach(async () => {
	await hostIndex.keep(cacheRoot)
	await rm(cacheRoot, { recursive: true })
})
afterAll(() => hostIndex[Symbol.asyncDispose]())

const sum = (text: string) => createHash('sha256').update(text).digest('hex')
const tini = { name: 'tini', version: '1:0.19.0-1', suite: 'trixie', sha256: sum('tini') }

/** An apt whose mirror is this one, beside another cache that has one package. */
async function aptBeside(content: string, mirror: string) {
	const asked: SharedItem[] = []
	const refused: string[] = []
	const used: string[] = []
	const origin: CacheOrigin = {
		place: 'dir:other',
		async pull(item, into) {
			asked.push(item)
			if (item.name !== tini.sha256) return false
			await writeFile(into, content)
			return true
		},
		refuse: (_, why) => void refused.push(why),
	}
	const env = { ...process.env, ROOTLESS_MATRIX_DEBIAN_MIRROR: `${mirror}/debian` }
	const apt = await Apt.open({ cacheRoot, env, origin, onUse: (path) => used.push(path) })
	return { apt, asked, refused, used }
}

test('a package that another cache has is taken by its sum, and the mirror is asked nothing', async () => {
	const { apt, asked, used } = await aptBeside('tini', 'http://127.0.0.1:1')
	const [found] = await apt.download([tini])
	expect(found?.sha256).toBe(tini.sha256)
	expect(await readFile(found?.path ?? '', 'utf8')).toBe('tini')
	expect(await readFile(`${found?.path}.sha256`, 'utf8')).toBe(tini.sha256)
	expect(basename(found?.path ?? '')).toMatch(/^tini_1%3a0\.19\.0-1_(amd64|arm64)\.deb$/)
	expect(asked).toEqual([{ kind: 'files', name: tini.sha256 }])
	expect(used).toEqual([found?.path])
	await apt.download([tini])
	expect(asked).toHaveLength(1)
})

test('one that is not what its sum says is refused, and the mirror is asked', async () => {
	// One that has nothing: apt would ask one that does not answer again, and again later.
	await using mirror = await serveDirectory(join(cacheRoot, 'nothing'))
	const { apt, refused } = await aptBeside('evil', mirror.url)
	await expect(apt.download([tini])).rejects.toThrow(/package lists could not be read|did not give tini/)
	expect(refused).toEqual([`it has sha256 ${sum('evil')}`])
	expect(await readdir(join(cacheRoot, 'apt/debs'))).toEqual([])
	expect((await readdir(join(cacheRoot, 'apt'))).filter((name) => name.startsWith('arriving'))).toEqual([])
})
