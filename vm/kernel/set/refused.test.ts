import { randomBytes } from 'node:crypto'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ArtifactError, ConfigurationError } from '#results/errors'
import { fakeBzImage, fakeUki } from '../fixtures/images.ts'
import { fakeDeb, fakeRpm, fakeTar } from '../fixtures/packages.ts'
import { readKernelSet } from './index.ts'
import {
	config,
	configOf,
	expectWhole,
	image,
	options,
	release,
	useSetFiles,
	whole,
} from '../fixtures/set-files.ts'

const files = useSetFiles()
const { file, tree } = files

const refused = async (paths: readonly string[], message: RegExp, hint?: RegExp) => {
	const reading = readKernelSet(paths)
	await expect(reading).rejects.toThrow(ArtifactError)
	await expect(reading).rejects.toThrow(message)
	if (hint) await expect(reading).rejects.toMatchObject({ hint: expect.stringMatching(hint) as string })
}

test('two kernels in one set are refused, with both', async () => {
	const two = [await file('a', image), await file('b', fakeBzImage({ release: '6.1.0' }))]
	await refused(two, /found 2: 6\.12\.0-55\.el10\.x86_64 \(.*\/a\); 6\.1\.0 \(.*\/b\)/, /one release only/)
})

test('modules of another release are refused, and the right directory is named', async () => {
	const other = await fakeDeb('m', { 'lib/modules/6.1.0/kernel/net/tun.ko': 'x' })
	const set = [await file('vmlinuz', image), await file('m.deb', other)]
	await refused(
		set,
		/is 6\.12\.0-55\.el10\.x86_64, and the modules are of 6\.1\.0 /,
		/lib\/modules\/6\.12\.0-55/,
	)
})

test('the configuration of another kernel is refused', async () => {
	await refused(
		[await file('vmlinuz', image), await file('c', configOf('5.14.0'))],
		/is the configuration of 5\.14\.0, and the kernel is 6\.12\.0/,
	)
})

test('a package without anything of a kernel names those that have it', async () => {
	const empty = await fakeDeb('linux-image-amd64', { 'usr/share/doc/linux-image-amd64/copyright': 'GPL' })
	await refused([await file('m.deb', empty)], /linux-image-amd64\): no kernel image/, /linux-binary-RELEASE/)
})

test.each([
	['rpm', () => Promise.resolve(fakeRpm('kernel-core', whole))],
	['deb', () => fakeDeb('linux-image', whole)],
	['tarball', async () => gzipSync(await fakeTar(whole))],
])('a truncated %s is refused', async (kind, make) => {
	const bytes = await make()
	const path = await file(kind, bytes.subarray(0, bytes.length - 300))
	await refused([path], new RegExp(`^${path}: .*(cut off|cannot be read to its end)`), /get it anew/i)
})

test('an archive that is cut off in the midst of its kernel is refused', async () => {
	const payload = randomBytes(300_000)
	const packages = [
		fakeRpm('kernel-core', { 'boot/vmlinuz': fakeBzImage({ release, payload }) }),
		gzipSync(await fakeTar({ 'boot/vmlinuz': fakeBzImage({ release, payload }) })),
	]
	for (const bytes of packages)
		await refused([await file('x', bytes.subarray(0, 150_000))], /x: cannot be read to its end: /)
})

test('a kernel image that is cut off is refused', async () => {
	const bytes = fakeBzImage({ release, payload: randomBytes(9000) })
	await refused(
		[await file('vmlinuz', bytes.subarray(0, 5000))],
		/vmlinuz: is cut off: its headers announce 10044 bytes, the file has 5000/,
	)
	const uki = fakeUki({ '.uname': Buffer.from(release), '.linux': bytes })
	await refused([await file('uki', uki.subarray(0, 5000))], /uki: is cut off/)
})

test.each([
	['..', 'lib/../../etc/cron.d/x', /leads out of the archive/],
	['an absolute path', '/etc/cron.d/x', /is absolute/],
])('an archive with %s is refused', async (_, name, message) => {
	await refused([await file('x.tar', await fakeTar({ ...whole, [name]: 'x' }))], message, /not unpacked/)
})

test.each(['block-device', 'character-device', 'fifo'] as const)(
	'an archive with a %s is refused',
	async (type) => {
		const packed = await fakeTar(whole, [{ name: 'dev/x', type, devmajor: 8, devminor: 0 }])
		await refused([await file('x.tar', packed)], new RegExp(`the entry "dev/x" is a ${type}`))
	},
)

test('links are never followed out of what was given, and said', async () => {
	await writeFile(join(files.directory, 'outside'), config)
	const links = ['/etc/shadow', '../../../outside'].map((linkname, index) => ({
		name: `lib/l${index}`,
		type: 'symlink' as const,
		linkname,
	}))
	const set = await expectWhole([await file('x.tar', await fakeTar(whole, links))])
	expect(set.notes.join()).toMatch(/Links were not followed: .*lib\/l0 → \/etc\/shadow/)
	const build = [{ name: `lib/modules/${release}/build`, type: 'symlink' as const, linkname: '/usr/src/x' }]
	expect((await expectWhole([await file('y.tar', await fakeTar(whole, build))])).notes).toEqual([])
	const root = await tree('root', { [`vmlinuz`]: image })
	await symlink(join(files.directory, 'outside'), join(root, 'config'))
	expect(await readKernelSet([root])).toMatchObject({ config: undefined })
})

test('more than a kernel ever has is refused before it is unpacked', async () => {
	const bomb = gzipSync(await fakeTar({ 'boot/zeros': Buffer.alloc(8 * 1024 * 1024) }))
	const path = await file('bomb', bomb)
	await expect(readKernelSet([path], { limits: { maxBytes: 1024 * 1024 } })).rejects.toThrow(
		/bomb: has at least 8388608 bytes unpacked\. Expected at most 1048576/,
	)
	const many = await file('many', await fakeTar(Object.fromEntries(options.map((name) => [name, 'x']))))
	await expect(readKernelSet([many], { limits: { maxEntries: 100 } })).rejects.toThrow(
		/has more than 100 entries/,
	)
})

test.each([
	['nothing', '', /is empty/],
	['a web page', '<!DOCTYPE html><html>', /is a web page/],
	[
		'a text',
		'hello\n'.repeat(50),
		/is no kernel image, no package and no kernel configuration; it begins with "hello/,
	],
	['a zip', Buffer.from('PK\x03\x04rest'), /zip/],
	['a package of apk 3', Buffer.from('ADBd....'), /apk-tools 3/],
	[
		'a damaged disk',
		Buffer.from(`vhdxfile${'\0'.repeat(100)}`),
		/is a disk image \(vhdx\) without the tables/,
	],
])('%s is refused in a sentence', async (_, content, message) => {
	await refused([await file('x', content)], message)
})

test('a file that is not there is bad usage', async () => {
	await expect(readKernelSet([join(files.directory, 'none')])).rejects.toThrow(ConfigurationError)
})
