import { chmod, chown, lchown, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigurationError } from '#results/errors'
import { assertOwnCache } from './cache-root.ts'

const isRoot = process.geteuid?.() === 0
/** Somebody who neither runs this nor called sudo. */
const other = 54_321

let directory: string
let cache: string
beforeEach(async () => {
	directory = await realpath(await mkdtemp(join(tmpdir(), 'rm-cache-root-')))
	cache = join(directory, 'cache')
})
afterEach(() => rm(directory, { recursive: true }))

const refusal = (env: NodeJS.ProcessEnv = {}, path = cache, user?: number) =>
	assertOwnCache(path, { env, user }).then(
		() => undefined,
		(error: unknown) => {
			expect(error).toBeInstanceOf(ConfigurationError)
			const { message, hint } = error as ConfigurationError
			return `${message} ${hint}`.replaceAll(directory, 'DIR')
		},
	)

it('a cache of one’s own is used, and one that is not there yet', async () => {
	expect(await refusal()).toBeUndefined()
	await mkdir(cache)
	expect(await refusal()).toBeUndefined()
	await symlink(cache, join(directory, 'link'))
	expect(await refusal({}, join(directory, 'link'))).toBeUndefined()
})

it('is no plain file, nor below one', async () => {
	await writeFile(cache, '')
	const expected = (path: string) =>
		`The cache would be ${path}: expected DIR/cache to be a directory, or not to be there yet; found a plain file. Set ROOTLESS_MATRIX_CACHE to a directory of your own.`
	expect(await refusal()).toBe(expected('DIR/cache'))
	expect(await refusal({}, join(cache, 'below'))).toBe(expected('DIR/cache/below'))
})

it('is not the root of the file system, by whatever name', async () => {
	const expected =
		'The cache would be / itself, and `images gc` removes what it finds in a cache. Set ROOTLESS_MATRIX_CACHE to a directory of your own.'
	expect(await refusal({}, '/')).toBe(expected)
	await symlink('/', join(directory, 'link'))
	expect(await refusal({}, join(directory, 'link'))).toBe(expected)
})

it.each([0o777, 0o1777])('one that everybody may write to is refused: mode %o', async (mode) => {
	await mkdir(cache)
	await chmod(cache, mode)
	expect(await refusal()).toBe(
		`Everybody may write to the cache DIR/cache, and could choose what runs here: expected mode 755, found mode ${mode.toString(8)}. ` +
			'Set ROOTLESS_MATRIX_CACHE to a directory of your own, or, if you trust everything in this one, close it: chmod o-w DIR/cache',
	)
	// Also by another name.
	await symlink(cache, join(directory, 'link'))
	expect(await refusal({}, join(directory, 'link'))).toContain('Everybody may write to the cache DIR/link')
})

it('a group may write to one of one’s own', async () => {
	await mkdir(cache)
	await chmod(cache, 0o2775)
	expect(await refusal()).toBeUndefined()
})

it('a path that apt cannot be told is refused, wherever the character comes from', async () => {
	expect(await refusal({}, '/home/"ann"/.cache')).toContain('The cache’s path has a quote')
})

describe.runIf(isRoot)('of root', () => {
	it('another user’s is refused, with what to do, however closed it is', async () => {
		await mkdir(cache)
		await chown(cache, other, other)
		await chmod(cache, 0o700)
		expect(await refusal()).toBe(
			'The cache DIR/cache belongs to another user, who could choose what runs here: expected user 0, found user 54321. ' +
				'Set ROOTLESS_MATRIX_CACHE to a directory of your own, or, if you trust everything in this one, give it to you: chown -R 0 DIR/cache',
		)
		await chmod(cache, 0o2775)
		expect(await refusal()).toContain('found user 54321')
	})

	it('that of whoever called sudo is used', async () => {
		await mkdir(cache)
		await chown(cache, other, other)
		expect(await refusal({ SUDO_UID: String(other) })).toBeUndefined()
		expect(await refusal({ SUDO_UID: '1234' })).toContain('expected user 0 or 1234, found user 54321')
		expect(await refusal({ SUDO_UID: '' })).toContain('expected user 0, found')
	})

	it('another user’s link to one of root’s is refused: it may lead elsewhere tomorrow', async () => {
		await mkdir(cache)
		await symlink(cache, join(directory, 'link'))
		await lchown(join(directory, 'link'), other, other)
		expect(await refusal({}, join(directory, 'link'))).toContain('DIR/link belongs to another user')
	})

	it('one below a directory that another user has made where everybody may is refused', async () => {
		const open = join(directory, 'tmp')
		await mkdir(join(open, 'made/first'), { recursive: true })
		await chmod(open, 0o1777)
		await chown(join(open, 'made'), other, other)
		const below = join(open, 'made/first/cache')
		expect(await refusal({}, below)).toContain(
			'DIR/tmp/made, where the cache DIR/tmp/made/first/cache lies, belongs to another user',
		)
		// A home, or a checkout in a container: nobody but root could have made it somebody’s.
		await chmod(open, 0o755)
		expect(await refusal({}, below)).toBeUndefined()
	})
})

it.runIf(isRoot)('root’s is used by anybody, another user’s by none', async () => {
	await mkdir(cache)
	expect(await refusal({}, cache, other)).toBeUndefined()
	await chown(cache, 1234, 1234)
	expect(await refusal({ SUDO_UID: '1234' }, cache, other)).toContain(
		'expected user 54321 or 0, found user 1234',
	)
})
