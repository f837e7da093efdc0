import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeBzImage, fakeDeb, fakeModule, fakeRpm, fakeTar } from '#vm/kernel/testing'
import type { KernelFile } from '../providers/index.ts'
import { ArtifactFault, consequenceOf, faultReason } from './fault.ts'
import { fileKernel } from './file-kernel.ts'
import { partContext } from './fixtures/part-context.ts'
import { sha256OfFile } from './sum.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'file-kernel-'))))
afterEach(() => rm(dir, { recursive: true }))

const release = '6.12.0-55.el10.x86_64'
const at = `lib/modules/${release}`
const image = fakeBzImage({ release })
const supported = ['BLK_DEV_INITRD', 'DEVTMPFS', 'UNIX', 'TMPFS', 'FHANDLE', 'CGROUPS', 'INET', 'USER_NS']

/** A whole configuration: what is not named is not set. */
function configOf(options: Readonly<Record<string, string>> = {}): string {
	const built = Object.fromEntries(
		[...supported, 'SERIAL_8250_CONSOLE', 'VIRTIO_PCI'].map((name) => [name, 'y']),
	)
	const drivers = { VIRTIO_BLK: 'm', VIRTIO_NET: 'y', EXT4_FS: 'y', BRIDGE_NETFILTER: 'm' }
	const filler = Array.from(
		{ length: 250 },
		(_, index) => `CONFIG_ON_${index}=y\n# CONFIG_OFF_${index} is not set`,
	)
	const lines = Object.entries({ ...built, ...drivers, ...options }).map(([name, value]) =>
		value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`,
	)
	return `#\n# Linux/x86 6.12.0 Kernel Configuration\n#\n${[...filler, ...lines].join('\n')}\n`
}

const module = fakeModule({ info: [`vermagic=${release}`] })
const core = {
	[`${at}/vmlinuz`]: image,
	[`${at}/config`]: configOf(),
	[`${at}/modules.builtin`]: 'kernel/fs/ext4/ext4.ko\n',
}
const blk = { [`${at}/kernel/drivers/block/virtio_blk.ko`]: module }
const bridge = { [`${at}/kernel/net/bridge/br_netfilter.ko`]: module }

async function put(name: string, content: Buffer | string): Promise<KernelFile> {
	await mkdir(dirname(join(dir, name)), { recursive: true })
	await writeFile(join(dir, name), content)
	return { path: name }
}

const context = () => ({ ...partContext(dir), baseDir: dir })
const obtain = (files: readonly KernelFile[]) => fileKernel(files, context())

async function refused(files: readonly KernelFile[], message: RegExp): Promise<unknown> {
	const error: unknown = await obtain(files).then(
		() => undefined,
		(thrown: unknown) => thrown,
	)
	expect(error).toMatchObject({ message: expect.stringMatching(message) as string, code: 'artifact' })
	// What is there and wrong never passes for what is not available.
	if (error instanceof ArtifactFault) expect(consequenceOf(error.reason)).toBe('error')
	expect(await readdir(join(dir, 'cache', 'kernels')).catch(() => [])).toEqual([])
	return error
}

test('a set of packages becomes one kernel, whatever their order, and is unpacked once', async () => {
	const files = [
		await put('core.rpm', fakeRpm('kernel-core', core)),
		await put('modules.rpm', fakeRpm('kernel-modules', { ...blk, ...bridge })),
	]
	const found = await obtain(files)
	expect(found).toMatchObject({
		kernel: { release, vmlinuz: join(found.tree, 'vmlinuz'), modulesDirs: [join(found.tree, 'modules')] },
		devices: { disk: { driver: 'virtio_blk' }, initrdModules: ['virtio_blk'] },
		brNetfilter: 'module',
		origins: [
			{
				part: 'kernel',
				provider: 'file',
				version: release,
				source: 'core.rpm',
				sha256: await sha256OfFile(join(dir, 'core.rpm')),
			},
			{ source: 'modules.rpm' },
		],
	})
	const again = await obtain([...files].reverse())
	expect([again.key, again.kernel]).toEqual([found.key, found.kernel])
	expect(await readdir(join(dir, 'cache', 'kernels'))).toEqual([found.key])
})

test('a directory is known by what is in it', async () => {
	for (const [path, content] of Object.entries({ ...core, ...blk })) await put(join('tree', path), content)
	const { key } = await obtain([{ path: 'tree' }])
	expect((await obtain([{ path: 'tree' }])).key).toBe(key)
	await put(join('tree', at, 'kernel/net/tun.ko'), module)
	expect((await obtain([{ path: 'tree' }])).key).not.toBe(key)
})

test('a sum is enforced, and told with what was found', async () => {
	const { path } = await put('core.rpm', fakeRpm('kernel-core', { ...core, ...blk }))
	const sum = await sha256OfFile(join(dir, path))
	expect((await obtain([{ path, sha256: sum }])).origins).toMatchObject([{ sha256: sum }])
	await rm(join(dir, 'cache'), { recursive: true })
	const wanted = 'a'.repeat(64)
	const error = await refused(
		[{ path, sha256: wanted }],
		new RegExp(`expected the sha256 ${wanted}, found ${sum}`),
	)
	expect(faultReason(error)).toBe('wrong-sum')
	await mkdir(join(dir, 'tree'))
	await refused([{ path: 'tree', sha256: sum }], /is a directory, and has no sha256/)
})

test('a file that changes while it is read makes nothing', async () => {
	const { path } = await put('core.rpm', fakeRpm('kernel-core', { ...core, ...blk }))
	const changing = context()
	const entry = changing.cache.entry.bind(changing.cache)
	changing.cache.entry = async (request) => {
		await put(path, fakeRpm('kernel-core', { ...core, ...blk, ...bridge }))
		return entry(request)
	}
	await expect(fileKernel([{ path }], changing)).rejects.toMatchObject({ reason: 'changed-file' })
	expect(await readdir(join(dir, 'cache', 'kernels')).catch(() => [])).toEqual([])
})

test('a kernel without modules needs none where its configuration says so', async () => {
	const monolithic = configOf({ VIRTIO_BLK: 'y', BRIDGE_NETFILTER: 'n', MODULES: 'n' })
	const found = await obtain([await put('vmlinuz', image), await put('config', monolithic)])
	expect(found).toMatchObject({
		kernel: { modulesDirs: [] },
		devices: { initrdModules: [] },
		brNetfilter: 'missing',
	})
})

test.each<[string, () => Promise<KernelFile[]>, RegExp]>([
	['nothing there', async () => [{ path: 'no.rpm' }], /no\.rpm: cannot be opened: ENOENT/],
	[
		'two kernels',
		async () => [await put('a', image), await put('b', fakeBzImage({ release: '6.1.0' }))],
		/files of one kernel; found 2/,
	],
	[
		'modules of another release',
		async () => [
			await put('a', image),
			await put('m.deb', await fakeDeb('m', { 'lib/modules/6.1.0/kernel/net/tun.ko': 'x' })),
		],
		/the modules are of 6\.1\.0/,
	],
	[
		'no modules package, with a configuration',
		async () => [await put('a', image), await put('c', configOf())],
		/no driver for a disk.*virtio_blk: no module virtio_blk in what was given/,
	],
	[
		'no modules package, and nothing else',
		async () => [await put('a', image)],
		/no modules with it, and nothing says/,
	],
	[
		'modules only',
		async () => [await put('m.rpm', fakeRpm('kernel-modules', { ...blk }))],
		/no kernel image in it/,
	],
	[
		'a truncated rpm',
		async () => [await put('t.rpm', fakeRpm('kernel-core', core).subarray(0, -2000))],
		/t\.rpm: cannot be (read to its end|unpacked)/,
	],
	[
		'a path that leads out',
		async () => [await put('x.tar', await fakeTar({ '../x': image }))],
		/leads out of the archive/,
	],
	[
		'a device node',
		async () => [await put('x.tar', await fakeTar(core, [{ name: 'dev/sda', type: 'block-device' }]))],
		/is a block-device/,
	],
	[
		'32 bits',
		async () => [await put('a', fakeBzImage({ release, bits: 32 })), await put('c', configOf())],
		/32-bit/,
	],
	[
		'too old',
		async () => [await put('a', fakeBzImage({ release: '3.10.0-1160.el7.x86_64' }))],
		/too old: the guest's systemd is made for Linux 4\.15/,
	],
	[
		'no user namespaces',
		async () => [await put('a', image), await put('c', configOf({ USER_NS: 'n', VIRTIO_BLK: 'y' }))],
		/no user namespaces/,
	],
])('%s: refused before anything boots, and not kept', async (_, files, message) => {
	await refused(await files(), message)
})
