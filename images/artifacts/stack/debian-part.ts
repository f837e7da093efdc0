import { cp, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { InternalError, type PartOrigin } from '#results'
import type { DownloadedPackage } from '../apt/apt.ts'
import { flattenPrograms, wrapWithLibraries } from '../tree.ts'
import { extractPackages } from '../unpack/packages.ts'
import { buildPart, type PartContext, type PartName, type StackPart } from './part.ts'

const programOf: Readonly<Record<string, string>> = { 'docker.io': 'dockerd', passt: 'pasta' }

/** A part out of Debian's packages, the first of which names it. */
export async function debianPart(
	name: PartName,
	debs: readonly DownloadedPackage[],
	context: PartContext,
): Promise<StackPart> {
	const first = debs[0]
	if (!first) throw new InternalError(`Nothing to build the part ${name} from.`)
	const directory = `${first.name}-${first.version}`
	return buildPart(
		{
			name,
			directory,
			program: programOf[first.name] ?? first.name,
			// A package's revision is Debian's; the program prints what stands before it.
			version: first.version.replace(/^\d+:/, '').replace(/-[^-]*$/, ''),
			origins: debs.map(originOf),
			inputs: { name, directory, debs: debs.map((deb) => `${deb.name} ${deb.sha256}`) },
			fill: async (out, tree) => {
				await extractPackages(debs, tree, context.signal)
				await flattenPrograms(tree, join(out, 'bin'))
				if (!debs.some((item) => item.name === 'libslirp0')) return
				await collectLibraries(tree, join(out, 'lib'))
				await wrapWithLibraries(join(out, 'bin'), 'slirp4netns', `/opt/stacks/${directory}`)
			},
		},
		context,
	)
}

/** Where a Debian package came from, as a result records it. */
export function originOf(deb: DownloadedPackage): PartOrigin {
	const source = `${deb.name}_${deb.version} (${deb.suite})`
	return { part: deb.name, provider: 'debian', version: deb.version, source, sha256: deb.sha256 }
}

async function collectLibraries(tree: string, into: string): Promise<void> {
	await mkdir(into, { recursive: true })
	for (const triplet of await readdir(join(tree, 'usr/lib')))
		for (const name of await readdir(join(tree, 'usr/lib', triplet)).catch(() => []))
			if (name.includes('.so'))
				await cp(join(tree, 'usr/lib', triplet, name), join(into, name), { verbatimSymlinks: true })
}
