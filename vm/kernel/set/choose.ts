import { ArtifactError } from '#results/errors'
import type { KernelConfig } from '../config/index.ts'
import type { Collection, FoundImage } from './collect.ts'
import type { KernelModules } from './modules.ts'
import { several, type Wanted } from './choose-image.ts'
import type { GivenFile } from './read-file.ts'

type FoundModules = Collection['modules'] extends Map<string, infer T> ? T : never

/**
 * The modules of the kernel. A directory without modules, such as what DKMS leaves behind, does not count.
 * @throws ArtifactError when they are of another release, or of several.
 */
export function chooseModules(
	found: readonly FoundModules[],
	image: FoundImage | undefined,
	wanted: Wanted,
): KernelModules | undefined {
	const all = found
		.filter(({ files, builtin }) => files.size > 0 || builtin !== undefined)
		.map((one) => ({ ...one, from: [...one.from], release: one.release ?? releaseOfSample(one.sample) }))
	if (all.length === 0) return undefined
	const release = image?.image.release ?? wantedOf(wanted, all)
	const fitting = all.filter(
		(one) => release === undefined || one.release === undefined || one.release === release,
	)
	if (fitting.length === 0) throw otherRelease(image!, all)
	const releases = new Set(fitting.map((one) => one.release ?? release))
	if (releases.size > 1)
		throw several(
			wanted,
			fitting.map((one) => [one.release ?? 'no release', one.from.join(', ')]),
		)
	return {
		release: fitting.map((one) => one.release).find((one) => one !== undefined) ?? release,
		from: [...new Set(fitting.flatMap(({ from }) => from))],
		files: new Map(fitting.flatMap(({ files }) => [...files])),
		builtin: fitting.some(({ builtin }) => builtin !== undefined)
			? new Set(fitting.flatMap(({ builtin = new Set<string>() }) => [...builtin]))
			: undefined,
	}
}

/** Of a disk without an image, such as one whose /boot is another disk. */
const wantedOf = ({ asked, disk }: Wanted, found: readonly Pick<KernelModules, 'release'>[]) =>
	[asked, disk?.boots].find((one) => one !== undefined && found.some(({ release }) => release === one))

/** `vermagic=6.12.1 SMP …` in a module. */
function releaseOfSample(sample: Buffer | undefined): string | undefined {
	if (sample === undefined) return undefined
	const at = sample.indexOf('vermagic=')
	return at === -1 ? undefined : /^vermagic=(\S+)/.exec(sample.toString('latin1', at, at + 200))?.[1]
}

/**
 * The configuration of the kernel. The same is often there twice, and header packages bring pieces of it.
 * @throws ArtifactError when it is of another version.
 */
export function chooseConfig(
	configs: readonly KernelConfig[],
	release: string | undefined,
): KernelConfig | undefined {
	if (release === undefined) {
		const versions = new Set(configs.flatMap(({ version }) => version ?? []))
		if (versions.size > 1)
			throw several(
				{},
				configs.map(({ version, from }) => [version ?? 'no version', from]),
			)
	}
	const fitting = configs.filter((config) => fits(config, release))
	if (fitting.length === 0 && configs.length > 0)
		throw new ArtifactError(
			`${configs[0]!.from}: is the configuration of ${configs[0]!.version}, and the kernel is ${release}. Expected the configuration of the same kernel.`,
			{ hint: `Give /boot/config-${release}, /proc/config.gz of the running kernel, or no configuration.` },
		)
	// A disk may have configurations of two builds of one version.
	const names = ({ from }: KernelConfig) => Number(release !== undefined && from.includes(release))
	return [...fitting].sort((a, b) => names(b) - names(a) || b.options.size - a.options.size)[0]
}

/** `6.12.117` fits 6.12.117+deb13-amd64; Debian before 13 and Ubuntu name another last part in the release. */
function fits({ version }: KernelConfig, release: string | undefined): boolean {
	if (version === undefined || release === undefined) return true
	const series = (text: string) => text.split(/[.-]/).slice(0, 2).join('.')
	return series(version) === series(release)
}

function otherRelease({ from, image }: FoundImage, found: readonly KernelModules[]): ArtifactError {
	const list = found.map((one) => `${one.release} (${one.from.join(', ')})`).join('; ')
	return new ArtifactError(
		`The kernel image ${from} is ${image.release}, and the modules are of ${list}. Expected modules of ${image.release}.`,
		{ hint: `Give the package with lib/modules/${image.release}, or the image of the modules' release.` },
	)
}

/** Debian's linux-image-amd64, Ubuntu's linux-image-generic, RHEL's kernel: names for what is in other packages. */
export function nothingFound(files: readonly GivenFile[]): ArtifactError {
	const list = files
		.map(({ path, packageName }) => (packageName ? `${path} (${packageName})` : path))
		.join(', ')
	return new ArtifactError(
		`${list}: no kernel image, no modules and no configuration in it. Expected at least one of them.`,
		{
			hint:
				'A package that only depends on others has none: give linux-image-RELEASE, since Debian 6.19 linux-binary-RELEASE with ' +
				'linux-modules-RELEASE and linux-base-RELEASE; on RHEL kernel-core with kernel-modules-core, kernel-modules and kernel-modules-extra.',
		},
	)
}
