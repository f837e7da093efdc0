import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeArm64Image, fakeBzImage, fakeCode, fakeUki, fakeZboot } from '../fixtures/images.ts'
import { fakeModule } from '../fixtures/module.ts'
import { fakeDeb, fakeRpm, fakeTar } from '../fixtures/packages.ts'
import { stageModules } from '../modules.ts'
import { readKernelSet, unpackKernelSet } from './index.ts'

let directory: string
let out: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-unpack-'))
	out = join(directory, 'out')
	await mkdir(out)
})
afterEach(() => rm(directory, { recursive: true }))

const unpack = async (paths: readonly string[]) => unpackKernelSet(await readKernelSet(paths), out)

async function file(name: string, content: Buffer): Promise<string> {
	await writeFile(join(directory, name), content)
	return join(directory, name)
}

const release = '6.12.0-55.el10.x86_64'
const image = fakeBzImage({ release })
const at = `lib/modules/${release}`
const bridge = fakeModule({ info: [`vermagic=${release}`] })

test('a kernel in several packages becomes one that modules can be staged of', async () => {
	const kernel = await unpack([
		await file(
			'core',
			fakeRpm('kernel-core', {
				[`${at}/vmlinuz`]: image,
				[`${at}/modules.builtin`]: 'kernel/fs/ext4/ext4.ko\n',
			}),
		),
		await file('modules', fakeRpm('kernel-modules', { [`${at}/kernel/net/bridge/bridge.ko`]: bridge })),
	])
	expect(kernel).toMatchObject({
		release,
		vmlinuz: join(out, 'vmlinuz'),
		modulesDirs: [join(out, 'modules')],
	})
	expect((await readFile(kernel.vmlinuz)).equals(image)).toBe(true)
	const staged = await stageModules(kernel, join(directory, 'stage'))
	expect(await readFile(join(staged, 'modules.dep'), 'utf8')).toContain('kernel/net/bridge/bridge.ko:')
})

test('nothing but plain files comes out: no set-id, no links', async () => {
	const packed = await fakeTar({ [`boot/vmlinuz`]: image }, [
		{ name: `${at}/kernel/a.ko`, type: 'symlink', linkname: '/etc/shadow' },
		{ name: `${at}/kernel/b.ko`, type: 'file', mode: 0o6777, size: 0 },
		{ name: `${at}/kernel/c.ko`, type: 'symlink', linkname: 'b.ko' },
	])
	await unpack([await file('x.tar', packed)])
	const kernel = join(out, 'modules/kernel')
	expect(await readdir(kernel)).toEqual(['b.ko'])
	expect((await lstat(join(kernel, 'b.ko'))).mode & 0o7111).toBe(0)
})

test('the kernel is taken out of a UKI and of zboot: QEMU starts neither', async () => {
	const uki = await unpack([await file('uki', fakeUki({ '.linux': image }))])
	expect((await readFile(uki.vmlinuz)).equals(image)).toBe(true)
	expect(uki.modulesDirs).toEqual([])
	const plain = fakeArm64Image(fakeCode(release))
	const zboot = await unpack([await file('efi', fakeZboot(gzipSync(plain), 'gzip'))])
	expect((await readFile(zboot.vmlinuz)).equals(plain)).toBe(true)
})

test('modules without an image are no kernel', async () => {
	const modules = await file('m', await fakeDeb('linux-modules', { [`${at}/kernel/net/tun.ko`]: 'x' }))
	await expect(unpack([modules])).rejects.toThrow(/no kernel image in it/)
})

test.each(['../../../etc', '6.12.1/../../x', '.', '6.12\u0007'])(
	'a release that is no name is refused: %s',
	async (name) => {
		const evil = await file('vmlinuz', fakeBzImage({ release: name }))
		await expect(unpack([evil])).rejects.toThrow(
			/says that its release is ".*Expected one as `uname -r` prints it/,
		)
		expect(await readdir(out)).toEqual([])
	},
)
