import { requirements } from './evaluate.ts'
import { areas, type Area, type Requirement, type VersionSpan } from './requirement.ts'

const about = `# What rootless Docker wants of a kernel

\`rootless-matrix kernel inspect\` holds a kernel against this table. It is made from the code: change
\`vm/kernel/requirements\`, then run its tests with \`-u\`.

- **required**: without it no container runs in a rootless daemon as it comes. Of iptables' two variants (nft, legacy) one is enough.
- **conditional**: some configurations need it.
- **optional**: few do. With the others this is all that moby's \`contrib/check-config.sh\` asks for, but for options that a kernel of that version does not have any more.
`

/** docs/reference/kernel-requirements.md. */
export const requirementsReference = (): string =>
	[about, ...(Object.keys(areas) as Area[]).map(section)].join('\n')

function section(area: Area): string {
	const rows = requirements.filter((one) => one.area === area).map(row)
	const head = '| what | CONFIG_ | need | why | without it |\n| --- | --- | --- | --- | --- |'
	return `## ${areas[area]}\n\n${head}\n${rows.join('\n')}\n`
}

function row({ id, options, need, why, without, docker, linux, variant }: Requirement): string {
	const spans = [span('Docker', docker), span('Linux', linux), variant && `iptables ${variant}`].filter(
		Boolean,
	)
	const cells = [`\`${id}\``, options.join(', '), [need, ...spans].join('; '), why, without]
	return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function span(of: string, versions: VersionSpan | undefined): string | undefined {
	if (versions === undefined) return undefined
	const { since, before } = versions
	return [of, since && `from ${since}`, before && `before ${before}`].filter(Boolean).join(' ')
}
