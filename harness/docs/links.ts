import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** `## Speed, on two cores` → `speed-on-two-cores`, as GitHub names a heading's anchor. */
const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.trim()
		.replace(/\s/g, '-')

const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '')

const anchorsOf = (text: string): readonly string[] =>
	[...text.replace(/^```[^]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		anchorOf(heading),
	)

/**
 * The links of a Markdown file to other files of the repository that lead nowhere, as they are written.
 * @param path from the root.
 */
export async function deadLinks(path: string, root: string): Promise<readonly string[]> {
	const text = await readFile(join(root, path), 'utf8')
	const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
	const dead: string[] = []
	for (const link of links) {
		if (/^[a-z]+:/.test(link)) continue
		const [file = '', anchor] = link.split('#')
		const target = file === '' ? join(root, path) : join(root, dirname(path), file)
		if (!existsSync(target)) dead.push(link)
		else if (anchor !== undefined && target.endsWith('.md')) {
			const anchors = anchorsOf(await readFile(target, 'utf8'))
			if (!anchors.includes(anchor)) dead.push(link)
		}
	}
	return dead
}
