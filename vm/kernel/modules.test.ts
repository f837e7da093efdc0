import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FakeModule, fakeModule } from './fixtures/module.ts'
import { buildModulesImage } from './modules-image.ts'
import { buildInitrd } from './initrd.ts'
import { missingModules, moduleFiles, stageModules } from './modules.ts'
import { type Kernel, readKernelTree } from './tree.ts'

let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
})
afterEach(() => rm(directory, { recursive: true }))

const isThere = (tool: string) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0
const tools = ['depmod', 'modprobe', 'xz', 'zstd'].every(isThere)

/** Programs that put a compressed file in place of each of those that they are given. */
const compressors: Record<string, readonly [string, ...string[]]> = {
	'.xz': ['xz', '--check=crc32'],
	'.zst': ['zstd', '-q', '--rm'],
}

/** A kernel with these modules, all compressed alike, and with what else lies in its modules' directory. */
async function kernelWith(
	modules: Record<string, FakeModule>,
	{ ending = '', more = {} }: { ending?: string; more?: Record<string, string> } = {},
): Promise<Kernel> {
	const put = async (path: string, content: Buffer | string) => {
		const at = join(directory, 'tree', path)
		await mkdir(dirname(at), { recursive: true })
		await writeFile(at, content)
		return at
	}
	await put('boot/vmlinuz-6.1.0', '')
	const plain: string[] = []
	for (const [path, module] of Object.entries(modules))
		plain.push(await put(`usr/lib/modules/6.1.0/${path}.ko`, fakeModule(module)))
	const compressor = compressors[ending]
	if (compressor) execFileSync(compressor[0], [...compressor.slice(1), ...plain])
	for (const [path, content] of Object.entries(more)) await put(path, content)
	return readKernelTree([join(directory, 'tree')])
}

/** What 5.10 and 6.1 have in modules, cut down to what an order can be seen in. */
const asModules: Record<string, FakeModule> = {
	'kernel/virtio/virtio': { exports: ['register_virtio_driver'] },
	'kernel/virtio/virtio_ring': { exports: ['virtqueue_kick'] },
	'kernel/virtio/virtio_pci': { needs: ['register_virtio_driver', 'virtqueue_kick'] },
	'kernel/block/virtio_blk': { needs: ['register_virtio_driver'] },
	'kernel/net/virtio_net': { needs: ['register_virtio_driver', 'net_failover_create'] },
	'kernel/net/net_failover': { exports: ['net_failover_create'] },
	'kernel/fs/ext4': { info: ['softdep=pre: crc32c'], needs: ['jbd2_start'] },
	'kernel/fs/jbd2': { exports: ['jbd2_start'] },
	'kernel/crypto/crc32c_generic': { info: ['alias=crc32c'] },
	'kernel/net/bridge/br_netfilter': { needs: ['br_forward'] },
	'kernel/net/bridge/bridge': { exports: ['br_forward'] },
}
const listed = { 'usr/lib/modules/6.1.0/modules.builtin': 'kernel/fs/overlayfs/overlay.ko\n' }

describe.skipIf(!tools)('modules, with the kmod, xz and zstd of this machine', () => {
	test.each(['', '.xz', '.zst'])(
		'of .ko%s go into the initrd plain, what they need before them, and nothing else',
		async (ending) => {
			const kernel = await kernelWith(asModules, { ending, more: listed })
			await writeFile(join(directory, 'busybox'), '')
			const out = join(directory, 'initrd')
			await buildInitrd({ kernel, busybox: join(directory, 'busybox'), out })
			const initrd = await readFile(out, 'latin1')
			for (const path of ['kernel/virtio/virtio', 'kernel/fs/ext4'])
				expect(initrd).toContain(fakeModule(asModules[path]!).toString('latin1'))
			const order = /virtio[\w.\n]+\.ko\n(?=\0)/.exec(initrd)?.[0].trim().split('\n') ?? []
			const isBefore = (first: string, then: string) =>
				expect(order.indexOf(`${first}.ko`), `${order.join()}`).toBeLessThan(order.indexOf(`${then}.ko`))
			isBefore('virtio', 'virtio_pci')
			isBefore('virtio_ring', 'virtio_pci')
			isBefore('net_failover', 'virtio_net')
			isBefore('jbd2', 'ext4')
			isBefore('crc32c_generic', 'ext4')
			expect(order).toHaveLength(9)
		},
	)

	test('that lie behind a link are not the kernel’s, and are left alone', async () => {
		const kernel = await kernelWith(
			{ 'kernel/fs/ext4': {}, 'kernel/net/bridge/br_netfilter': {} },
			{ more: { ...listed, 'boot/config-6.1.0': 'CONFIG_X=y\n' } },
		)
		const [modules = ''] = kernel.modulesDirs
		const others = join(directory, 'others')
		await mkdir(others)
		for (const name of ['br_netfilter', 'nvme']) await writeFile(join(others, `${name}.ko`), '')
		await symlink(others, join(modules, 'extra'))
		await symlink('/nowhere', join(modules, 'weak'))
		await symlink(join(others, 'nvme.ko'), join(modules, 'config'))
		const out = join(directory, 'image')
		await buildModulesImage({ kernel, without: ['br_netfilter'], out })
		expect(await readdir(others)).toEqual(['br_netfilter.ko', 'nvme.ko'])
		expect(await readFile(join(others, 'nvme.ko'), 'utf8')).toBe('')
		expect(await missingModules(kernel, ['nvme', 'ext4'])).toEqual(['nvme'])
	})

	test('that are built in need no file', async () => {
		const builtin = ['virtio_pci', 'virtio_blk'].map((name) => `kernel/${name}.ko\n`).join('')
		const kernel = await kernelWith(
			{ 'kernel/fs/ext4': {} },
			{ more: { 'usr/lib/modules/6.1.0/modules.builtin': builtin } },
		)
		await stageModules(kernel, join(directory, 'stage'))
		const files = await moduleFiles(kernel, join(directory, 'stage'), ['virtio_pci', 'virtio_blk', 'ext4'])
		expect(files.map((path) => basename(path))).toEqual(['ext4.ko'])
	})

	test('that the kernel does not have are missed by name', async () => {
		const kernel = await kernelWith({ 'kernel/fs/ext4': {} }, { more: listed })
		await stageModules(kernel, join(directory, 'stage'))
		const files = moduleFiles(kernel, join(directory, 'stage'), ['virtio_blk', 'ext4'])
		await expect(files).rejects.toThrow('Module virtio_blk not found')
	})

	test.each(['', '.xz', '.zst'])(
		'that are withheld are in no file and in no index (.ko%s)',
		async (ending) => {
			const kernel = await kernelWith(asModules, { ending, more: listed })
			const staged = await stageModules(kernel, join(directory, 'stage'), { without: ['br_netfilter'] })
			const files = await readdir(staged, { recursive: true })
			expect(files.filter((path) => path.includes('br_netfilter'))).toEqual([])
			const index = await readFile(join(staged, 'modules.dep'), 'utf8')
			expect(index).toContain(`kernel/net/bridge/bridge.ko${ending}:`)
			expect(index).not.toContain('br_netfilter')
		},
	)

	test('that the kernel never had can be withheld, when it says what it has built in', async () => {
		const kernel = await kernelWith({ 'kernel/fs/ext4': {} }, { more: listed })
		const without = ['br_netfilter']
		await expect(stageModules(kernel, join(directory, 'a'), { without })).resolves.toContain('modules/6.1.0')
		const silent = { ...kernel, modulesDirs: [] }
		await expect(stageModules(silent, join(directory, 'b'), { without })).rejects.toThrow(
			'no modules.builtin says whether it is built in',
		)
	})

	test.each(['boot/config-6.1.0', 'usr/lib/modules/6.1.0/config'])(
		'take the configuration with them from %s, where a guest can read it',
		async (config) => {
			const kernel = await kernelWith({ 'kernel/fs/ext4': {} }, { more: { [config]: 'CONFIG_BRIDGE=m\n' } })
			const staged = await stageModules(kernel, join(directory, 'stage'))
			expect(await readFile(join(staged, 'config'), 'utf8')).toBe('CONFIG_BRIDGE=m\n')
		},
	)
})
