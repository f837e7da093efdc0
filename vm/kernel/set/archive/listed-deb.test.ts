import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { fakeDeb, type FakeFiles } from '../../fixtures/packages.ts'
import { config, image, release, useSetFiles } from '../../fixtures/set-files.ts'
import { arMembers } from './ar.ts'
import { Collection } from '../collect.ts'
import { defaultLimits } from '../limits.ts'
import { readListedDeb } from './listed-deb.ts'
import { Once } from '../taker.ts'

const { file } = useSetFiles()

const modulePath = (index: number) => `usr/lib/modules/${release}/kernel/drivers/module-${index}.ko.xz`
const content: FakeFiles = {
	[`boot/config-${release}`]: config,
	[`boot/vmlinuz-${release}`]: image,
	...Object.fromEntries(Array.from({ length: 40 }, (_, index) => [modulePath(index), randomBytes(9000)])),
	[`usr/lib/modules/${release}/modules.builtin`]: 'kernel/fs/ext4/ext4.ko\n',
}
const md5sumsOf = (files: FakeFiles) =>
	Object.entries(files)
		.map(([path, bytes]) => `${createHash('md5').update(bytes).digest('hex')}  ${path}\n`)
		.join('')
/** Several blocks, as dpkg-deb makes them. */
const inBlocks = (tar: Buffer): Buffer => execFileSync('xz', ['-0c', '--block-size=32KiB'], { input: tar })

async function read(
	files: FakeFiles,
	{ md5sums = md5sumsOf(content), compress = inBlocks, damage = (bytes: Buffer) => bytes } = {},
) {
	const deb = await fakeDeb('linux-image', files, { control: { './md5sums': md5sums }, compress })
	const path = await file('a.deb', damage(deb))
	const data = (await arMembers(path, path)).find(({ name }) => name.startsWith('data.tar'))!
	const collection = new Collection()
	const once = new Once(path, collection)
	const listed = { path, data, md5sums, conffiles: '', limits: defaultLimits, tailBytes: 32 * 1024 }
	const isRead = await readListedDeb(listed, once)
	const { images, configs, modules } = collection
	return { isRead, images, configs, modules: modules.get(release), taken: once.taken }
}

const damagedIndex = (tar: Buffer): Buffer => {
	const bytes = inBlocks(tar)
	return bytes.fill(0xff, bytes.length - 40, bytes.length - 24)
}

/** Makes rubbish of what is in the midst of a package. */
function damaged(bytes: Buffer): Buffer {
	const at = Math.floor(bytes.length / 2)
	return Buffer.concat([bytes.subarray(0, at), randomBytes(40_000), bytes.subarray(at + 40_000)])
}

test('of a package that lists its files, the modules between image and index are not decompressed', async () => {
	const { isRead, images, configs, modules, taken } = await read(content, { damage: damaged })
	expect({ isRead, images: images.length, configs: configs.length, taken }).toEqual({
		isRead: true,
		images: 1,
		configs: 1,
		taken: 43,
	})
	expect(modules?.builtin).toEqual(new Set(['ext4']))
	expect(modules?.files.size).toBe(40)
	expect(modules?.files.get('module_7')).toBe(modulePath(7))
})

test.each<[string, FakeFiles, Parameters<typeof read>[1]]>([
	[
		'a file that is listed is not where it is looked for',
		{ ...content, [modulePath(41)]: randomBytes(90_000) },
		{},
	],
	['it lists no modules', content, { md5sums: '' }],
	['it is one block', content, { compress: (tar) => execFileSync('xz', ['-0c'], { input: tar }) }],
	['it is no xz', content, { compress: (tar) => tar }],
	['its index is damaged', content, { compress: damagedIndex }],
	['a file has another sum than is listed', { ...content, [`boot/config-${release}`]: `${config}#` }, {}],
])('all of a package is to be read when %s', async (_, files, options) => {
	expect(await read(files, options)).toMatchObject({ isRead: false })
})
