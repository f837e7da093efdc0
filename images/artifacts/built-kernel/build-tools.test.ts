import { expect, test } from 'vitest'
import { HostError } from '#results'
import { compilerVersions, realProbe } from './build-tools.ts'

const debian12 = async ([name]: readonly string[]) =>
	({ gcc: 'gcc (Debian 12.2.0-14) 12.2.0\nCopyright', ld: 'GNU ld 2.40\nCopyright' })[name ?? ''] ?? ''

test('the compiler and the linker tell their versions, a line each', async () => {
	expect(await compilerVersions(debian12)).toEqual(['gcc (Debian 12.2.0-14) 12.2.0', 'GNU ld 2.40'])
})

test('everything that is missing is named at once, with the command that brings it', async () => {
	const bare = async (argv: readonly string[]) =>
		argv[0] === 'flex' || argv.includes('gelf.h') ? undefined : debian12(argv)
	await expect(compilerVersions(bare)).rejects.toMatchObject({
		code: 'host',
		message: 'No kernel can be built here: flex, libelf’s headers cannot be used.',
		hint: 'As root: apt-get install --no-install-recommends flex libelf-dev',
	})
})

test('a program that is not there or fails is missing, and an interruption is none', async () => {
	const probe = realProbe()
	expect(await probe(['no-such-program-anywhere'])).toBeUndefined()
	expect(await probe(['false'])).toBeUndefined()
	expect(await probe(['echo', 'there'])).toBe('there\n')
	await expect(realProbe(AbortSignal.abort())(['true'])).rejects.not.toBeInstanceOf(HostError)
})
