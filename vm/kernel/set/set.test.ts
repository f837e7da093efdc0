import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fakeArm64Image, fakeBzImage, fakeCode, fakeUki } from '../fixtures/images.ts'
import { fakeModule } from '../fixtures/module.ts'
import { fakeApk, fakeDeb, fakeRpm, fakeTar } from '../fixtures/packages.ts'
import { readKernelSet } from './index.ts'
import { config, expectWhole, image, modules, release, useSetFiles, whole } from '../fixtures/set-files.ts'

const files = useSetFiles()
const { file, tree } = files

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
	await expectWhole([boot, join(files.directory, `machine/lib/modules/${release}`)])
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
	const [raw, vhdx] = [join(files.directory, 'raw'), join(files.directory, 'modules.vhdx')]
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
