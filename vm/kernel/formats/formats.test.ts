import { spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ArtifactError } from '#results/errors'
import {
	fakeArm64Image,
	fakeBzImage,
	fakeCode,
	fakeElf,
	fakeUki,
	fakeZboot,
	pvhNote,
} from '../fixtures/images.ts'
import {
	type Compression,
	compressionOf,
	decompress,
	findIkconfig,
	headerBytes,
	kernelCode,
	mayBeImage,
	readImage,
	recognise,
	releaseOf,
} from './index.ts'

const release = '6.12.117+deb13-cloud-amd64'
const config = '# Linux/x86 6.12.117 Kernel Configuration\nCONFIG_BRIDGE_NETFILTER=m\n'

test('a bzImage says its release, its width and its compression', async () => {
	expect(await readImage('vmlinuz', fakeBzImage({ release }))).toMatchObject({
		format: 'bzImage',
		arch: 'x86_64',
		release,
		payload: { compression: 'gzip' },
	})
})

test('a 32-bit bzImage is told from a 64-bit one', () => {
	expect(recognise(fakeBzImage({ release, bits: 32 }))).toMatchObject({ format: 'bzImage', arch: 'i386' })
})

const compressors: readonly (readonly [Compression, readonly string[]])[] = [
	['gzip', ['gzip', '-c']],
	['bzip2', ['bzip2', '-c']],
	['lzma', ['xz', '--format=lzma', '-c']],
	['xz', ['xz', '-c']],
	['lz4', ['lz4', '-lc']],
	['zstd', ['zstd', '-c']],
]

test.each(compressors)(
	'the configuration is found in a kernel compressed with %s',
	async (compression, [program, ...args]) => {
		const code = fakeCode(release, config)
		const payload = spawnSync(program!, args, { input: code }).stdout
		const bytes = fakeBzImage({ release, payload })
		const image = recognise(bytes)!
		expect(image.payload?.compression).toBe(compression)
		const plain = await kernelCode('vmlinuz', { image, bytes })
		// gzip keeps the appended size as rubbish behind its stream; nothing of it comes out.
		expect(plain.equals(code)).toBe(true)
		expect(findIkconfig(plain)).toBe(config)
	},
)

test('a kernel without a configuration in it has none, and the marks alone are none', () => {
	expect(findIkconfig(fakeCode(release))).toBeUndefined()
	expect(findIkconfig(Buffer.from('grep IKCFG_ST in it up to IKCFG_ED'))).toBeUndefined()
})

test('an arm64 Image says its release, plain, in gzip and in zboot', async () => {
	const plain = fakeArm64Image(fakeCode(release))
	expect(await readImage('Image', plain)).toMatchObject({ format: 'arm64-image', arch: 'aarch64', release })
	expect(await readImage('Image.gz', gzipSync(plain))).toMatchObject({
		format: 'gzip-image',
		arch: 'aarch64',
		release,
	})
	const bytes = fakeZboot(gzipSync(plain), 'gzip')
	const image = (await readImage('vmlinuz.efi', bytes))!
	expect(image).toMatchObject({ format: 'efi-zboot', arch: 'aarch64', payload: { compression: 'gzip' } })
	expect(releaseOf(await kernelCode('vmlinuz.efi', { image, bytes }))).toBe(release)
})

test('a unified kernel image says the release of .uname, or that of the kernel in it', async () => {
	const linux = fakeBzImage({ release })
	const named = fakeUki({
		'.uname': Buffer.from(release),
		'.cmdline': Buffer.from('quiet\0'),
		'.linux': linux,
	})
	expect(recognise(named)).toMatchObject({ format: 'uki', arch: 'x86_64', release, cmdline: 'quiet' })
	const bytes = fakeUki({ '.linux': linux })
	const image = recognise(bytes)!
	expect(image).toMatchObject({ format: 'uki', release })
	expect(releaseOf(await kernelCode('uki', { image, bytes }))).toBe(release)
	expect(recognise(fakeUki({ '.text': linux }))).toBeUndefined()
})

test('a vmlinux is a kernel, with or without a PVH entry; a program and a module are none', () => {
	const code = fakeCode(release)
	expect(recognise(fakeElf({ '.rodata': code, '.notes': pvhNote() }))).toMatchObject({
		format: 'elf',
		arch: 'x86_64',
		release,
		pvh: true,
	})
	expect(recognise(fakeElf({ '.rodata': code }))).toMatchObject({ format: 'elf', pvh: false })
	expect(recognise(fakeElf({ '.rodata': code }, 3))).toMatchObject({ arch: 'i386' })
	expect(recognise(fakeElf({ '.rodata': Buffer.from('Linux version %s (%s)\0') }))).toBeUndefined()
	const module = fakeElf({ '.rodata': code })
	module.writeUInt16LE(1, 16)
	expect(recognise(module)).toBeUndefined()
})

test('User Mode Linux is told by its sections', () => {
	expect(
		recognise(fakeElf({ '.rodata': fakeCode('6.12.113'), '.uml.setup.init': Buffer.alloc(8) })),
	).toMatchObject({ format: 'uml', release: '6.12.113' })
})

test('every format is suspected by its first bytes, and text is not', () => {
	const all = [fakeBzImage({ release }), fakeArm64Image(fakeCode(release)), fakeUki({}), fakeElf({})]
	for (const bytes of all) expect(mayBeImage(bytes.subarray(0, headerBytes))).toBe(true)
	expect(mayBeImage(Buffer.from('#!/bin/sh\n'.repeat(100)))).toBe(false)
	expect(mayBeImage(Buffer.alloc(0))).toBe(false)
})

test('cut off anywhere, an image is none or has less in it, and never breaks the reader', () => {
	const whole = [
		fakeBzImage({ release }),
		fakeZboot(gzipSync(fakeCode(release)), 'gzip'),
		fakeUki({ '.uname': Buffer.from(release), '.linux': fakeBzImage({ release }) }),
		fakeElf({ '.rodata': fakeCode(release), '.notes': pvhNote() }),
	]
	for (const bytes of whole)
		for (let length = 0; length < bytes.length; length += 7)
			expect(() => recognise(bytes.subarray(0, length))).not.toThrow()
})

test('a note with a hostile size ends the search for others', () => {
	const note = pvhNote()
	note.writeUInt32LE(0xffff_fff0, 0)
	note.writeUInt32LE(1, 8)
	expect(recognise(fakeElf({ '.rodata': fakeCode(release), '.notes': note }))).toMatchObject({ pvh: false })
})

test('what unpacks to more than is expected is refused, and memory stays bounded', async () => {
	const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
	const unpacking = decompress('bomb.gz', bomb, 'gzip', { max: 1024 * 1024 })
	await expect(unpacking).rejects.toThrow('bomb.gz: unpacks to more than 1048576 bytes (gzip)')
	expect(await decompress('bomb.gz', bomb, 'gzip', { max: 4096, head: true })).toHaveLength(4096)
})

test('damage is an error that names the file', async () => {
	const damaged = decompress('vmlinuz', gzipSync('kernel').subarray(0, 12), 'gzip', { max: 1024 })
	await expect(damaged).rejects.toThrow(ArtifactError)
	await expect(damaged).rejects.toThrow(/^vmlinuz: cannot be unpacked as gzip: /)
})

test('compressions are told by magic', () => {
	expect(compressionOf(gzipSync(''))).toBe('gzip')
	expect(compressionOf(Buffer.from('text'))).toBeUndefined()
})
