import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ArtifactError, ConfigurationError } from '#results/errors'
import { fakeArm64Image, fakeBzImage, fakeCode, fakeUki } from '../fixtures/images.ts'
import { fakeModule } from '../fixtures/module.ts'
import { fakeApk, fakeDeb, type FakeFiles, fakeRpm, fakeTar } from '../fixtures/packages.ts'
import { readKernelSet } from './index.ts'

let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-set-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function file(name: string, content: string | Buffer): Promise<string> {
	await mkdir(dirname(join(directory, name)), { recursive: true })
	await writeFile(join(directory, name), content)
	return join(directory, name)
}

async function tree(name: string, files: FakeFiles): Promise<string> {
	for (const [path, content] of Object.entries(files)) await file(join(name, path), content)
	return join(directory, name)
}

const release = '6.12.0-55.el10.x86_64'
const image = fakeBzImage({ release })
const options = Array.from({ length: 250 }, (_, index) => `CONFIG_OPTION_${index}=y`)
const configOf = (version: string) =>
	`#\n# Linux/x86 ${version} Kernel Configuration\n#\n${options.join('\n')}\nCONFIG_BRIDGE_NETFILTER=m\n# CONFIG_IP_NF_RAW is not set\n`
const config = configOf('6.12.0')
const modules = {
	[`lib/modules/${release}/kernel/net/bridge/bridge.ko.xz`]: 'not read',
	[`lib/modules/${release}/modules.builtin`]: 'kernel/fs/ext4/ext4.ko\n',
}
const whole = {
	[`lib/modules/${release}/vmlinuz`]: image,
	[`lib/modules/${release}/config`]: config,
	...modules,
}

async function expectWhole(paths: readonly string[]) {
	const set = await readKernelSet(paths)
	expect(set).toMatchObject({ release, arch: 'x86_64', image: { image: { format: 'bzImage' } } })
	expect([...set.modules!.files.keys()]).toEqual(['bridge'])
	expect(set.modules!.builtin).toEqual(new Set(['ext4']))
	expect(set.config).toMatchObject({ version: '6.12.0', complete: true })
	expect(set.config!.options.get('IP_NF_RAW')).toBe('n')
	return set
}

test('a kernel is found in one .deb', async () => {
	const set = await expectWhole([await file('a', await fakeDeb('linux-image-test', whole))])
	expect(set.packageNames).toEqual(['linux-image-test'])
})

test("a kernel is found in RHEL's packages, whatever their order and names", async () => {
	const { [`lib/modules/${release}/vmlinuz`]: vmlinuz, ...others } = whole
	const set = await expectWhole([
		await file('1', fakeRpm('kernel-modules-core', others)),
		await file('2', fakeRpm('kernel-core', { [`lib/modules/${release}/vmlinuz`]: vmlinuz })),
	])
	expect(set.packageNames).toEqual(['kernel-modules-core', 'kernel-core'])
	expect(set.packageVersions).toEqual(['6.12.0-55.el10', '6.12.0-55.el10'])
})

test('a kernel is found in an .apk, though its image is named after a flavour', async () => {
	const set = await expectWhole([
		await file(
			'x',
			await fakeApk('linux-virt', { 'boot/vmlinuz-virt': image, 'boot/config-virt': config, ...modules }),
		),
	])
	expect(set.packageNames).toEqual(['linux-virt'])
})

test.each([
	['gzip', ['gzip', '-c']],
	['xz', ['xz', '-c']],
	['zstd', ['zstd', '-c']],
	['bzip2', ['bzip2', '-c']],
])('a kernel is found in a tarball compressed with %s', async (_, [program, ...args]) => {
	const packed = spawnSync(program!, args, { input: await fakeTar(whole) }).stdout
	await expectWhole([await file('kernel', packed)])
})

test('a kernel is found in an unpacked tree, and in /boot with /lib/modules/RELEASE', async () => {
	await expectWhole([await tree('root', whole)])
	const boot = await tree('boot', { [`vmlinuz-${release}`]: image, [`config-${release}`]: config })
	await tree('machine', modules)
	await expectWhole([boot, join(directory, `machine/lib/modules/${release}`)])
})

test('a tree where a kernel was built gives its image, its configuration and its modules', async () => {
	await expectWhole([
		await tree('linux', {
			'include/config/kernel.release': `${release}\n`,
			'.config': config,
			'arch/x86/boot/bzImage': image,
			'modules.builtin': 'kernel/fs/ext4/ext4.ko\n',
			'net/bridge/bridge.ko': fakeModule({ info: [`vermagic=${release} SMP`] }),
			'net/bridge/br.o': 'object',
		}),
	])
})

test('modules without a directory named after their release say it themselves, also compressed', async () => {
	const module = fakeModule({ info: ['vermagic=6.6.1-microsoft SMP mod_unload'] })
	const compressed = spawnSync('zstd', ['-c'], { input: module }).stdout
	for (const files of [{ 'kernel/net/tun.ko': module }, { 'kernel/net/tun.ko.zst': compressed }]) {
		const name = Object.keys(files).join().length.toString()
		expect(await readKernelSet([await tree(name, files)])).toMatchObject({
			release: '6.6.1-microsoft',
			modules: { release: '6.6.1-microsoft' },
		})
	}
})

test("modules in an ext4 file system on a vhdx disk, as WSL's are, are found", async () => {
	const module = fakeModule({ info: ['vermagic=6.6.1-microsoft SMP mod_unload'] })
	const root = await tree('content', {
		'kernel/net/tun.ko': module,
		'modules.builtin': 'kernel/fs/ext4/ext4.ko\n',
	})
	const [raw, vhdx] = [join(directory, 'raw'), join(directory, 'modules.vhdx')]
	execFileSync('mke2fs', ['-q', '-t', 'ext4', '-d', root, raw, '8M'])
	execFileSync('qemu-img', ['convert', '-O', 'vhdx', raw, vhdx])
	for (const path of [raw, vhdx]) {
		const set = await readKernelSet([path])
		expect(set).toMatchObject({ release: '6.6.1-microsoft' })
		expect([...set.modules!.files.keys()]).toEqual(['tun'])
		expect(set.modules!.builtin).toEqual(new Set(['ext4']))
	}
})

test('a bare image is enough, and its own configuration is read out of it', async () => {
	const payload = gzipSync(fakeCode(release, config))
	const set = await readKernelSet([await file('kernel', fakeBzImage({ release, payload }))])
	expect(set).toMatchObject({ release, modules: undefined, config: { version: '6.12.0' } })
	expect(set.config!.from).toContain('IKCONFIG')
})

test('the release of a UKI comes from the kernel in it when .uname is missing', async () => {
	const uki = fakeUki({ '.osrel': Buffer.from('ID=test\n'), '.linux': image })
	expect(await readKernelSet([await file('uki.efi', uki)])).toMatchObject({ release, arch: 'x86_64' })
})

test('a bare configuration is enough, also as /proc/config.gz', async () => {
	for (const content of [config, gzipSync(config)]) {
		const set = await readKernelSet([await file('c', content)])
		expect(set).toMatchObject({
			image: undefined,
			modules: undefined,
			config: { version: '6.12.0', complete: true },
		})
	}
})

test('an arm64 kernel in gzip is a kernel', async () => {
	const content = gzipSync(fakeArm64Image(fakeCode('6.8.0-1-arm64')))
	expect(await readKernelSet([await file('vmlinuz', content)])).toMatchObject({
		release: '6.8.0-1-arm64',
		arch: 'aarch64',
	})
})

test('blacklists of the packages are kept', async () => {
	const set = await readKernelSet([
		await file('x', await fakeDeb('k', { ...whole, 'etc/modprobe.d/sctp.conf': 'blacklist sctp\n' })),
	])
	expect(set.modprobe).toMatchObject([{ text: 'blacklist sctp\n' }])
})

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
	await writeFile(join(directory, 'outside'), config)
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
	await symlink(join(directory, 'outside'), join(root, 'config'))
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
	['a disk image', Buffer.from(`QFI\xfb${'\0'.repeat(100)}`, 'latin1'), /is a disk image \(qcow2\)/],
	['a damaged disk', Buffer.from(`vhdxfile${'\0'.repeat(100)}`), /cannot be read as a disk \(vhdx\)/],
])('%s is refused in a sentence', async (_, content, message) => {
	await refused([await file('x', content)], message)
})

test('a file that is not there is bad usage', async () => {
	await expect(readKernelSet([join(directory, 'none')])).rejects.toThrow(ConfigurationError)
})
