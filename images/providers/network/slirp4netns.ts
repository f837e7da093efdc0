import { asked, packagesKey } from '../../artifacts/keys.ts'
import type { PartContext, StackPart } from '../../artifacts/stack/part.ts'
import type { BesideDocker, NetworkDriver } from '../provider.ts'
import type { NetworkValue } from '../values.ts'

const packageVersion = /^\d+\.\d+(\.\d+)?([+~-][A-Za-z0-9.+~-]*)?$/

const wordsOf = ({ version }: NetworkValue, { suiteWords }: BesideDocker): string =>
	version === undefined ? asked.bundledSlirp4netns(suiteWords) : asked.slirp4netns(version)

async function obtain(value: NetworkValue, docker: BesideDocker, context: PartContext): Promise<StackPart> {
	const [{ slirp4netnsPackages }, { lockedPackages }, { debianPart }] = await Promise.all([
		import('../../artifacts/apt/debian-packages.ts'),
		import('../../artifacts/apt/locked-packages.ts'),
		import('../../artifacts/stack/debian-part.ts'),
	])
	const { apt, arch, store } = context
	const wanted = value.version === undefined ? { suite: docker.suite } : { version: value.version }
	const resolve = () => slirp4netnsPackages((name) => apt.versions(name), wanted)
	const debs = await lockedPackages(wordsOf(value, docker), resolve, { apt, arch, lock: store?.lock })
	return debianPart('network', debs, context)
}

export const slirp4netns: NetworkDriver = {
	name: 'slirp4netns',
	part: 'slirp4netns',
	about:
		'Debian’s package: of the version named, or else of the docker package’s own suite (the guest’s where docker is not Debian’s).',
	examples: [{ value: 'slirp4netns' }, { value: 'slirp4netns@1.2.1' }],
	expects: 'a version behind "slirp4netns@", such as "slirp4netns@1.2.1"',
	parse: (version) => (version === undefined ? {} : packageVersion.test(version) ? { version } : undefined),
	slug: ({ version = '' }) => `slirp4netns${version}`,
	pins: (value, docker, arch) => [packagesKey(wordsOf(value, docker), arch)],
	obtain,
}
