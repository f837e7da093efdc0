import { lstat, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Bounded, namesUnder, normaliseModes, runTool, replaceAtomic } from '../host/index.ts'
import { stageModules } from './modules.ts'
import type { Kernel } from './tree.ts'

/**
 * Writes the ext4 image that the guest mounts, read-only, at /usr/lib/modules. Modules named in `without` do
 * not exist in it: that is what `brNetfilter: absent` means.
 */
export async function buildModulesImage(
	options: { readonly kernel: Kernel; readonly without?: readonly string[]; readonly out: string } & Bounded,
): Promise<void> {
	const { kernel, without, out, ...bounded } = options
	const base = await mkdtemp(join(dirname(out), 'modules-'))
	try {
		await stageModules(kernel, base, { ...bounded, without })
		const root = join(base, 'lib', 'modules')
		await normaliseModes(root, bounded)
		const { kib, inodes } = await sizeOf(root)
		// Nothing is ever written to it: no journal, no reserve, as many inodes as files.
		const features = ['-O', '^has_journal,^resize_inode', '-m', '0', '-N', `${inodes + 64}`]
		const args = ['-q', '-F', '-t', 'ext4', ...features, '-b', '4096', '-L', 'modules', '-d', root]
		const size = `${Math.ceil(kib * 1.05) + 4096}k`
		const to = "write the image of the kernel's modules"
		await replaceAtomic(out, async (temporary) => {
			await runTool(['mke2fs', ...args, temporary, size], { to, ...bounded })
		})
	} finally {
		await rm(base, { recursive: true, force: true })
	}
}

async function sizeOf(directory: string): Promise<{ kib: number; inodes: number }> {
	const names = await namesUnder(directory)
	const stats = await Promise.all(names.map((name) => lstat(join(directory, name))))
	return {
		kib: stats.reduce((sum, { size }) => sum + Math.ceil(size / 4096) * 4 + 4, 0),
		inodes: names.length,
	}
}
