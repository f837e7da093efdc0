import { dirname, join } from 'node:path'
import ts from 'typescript'

/** By the path of each; inside, they name one another by relative paths. */
export type Declarations = ReadonlyMap<string, string>

/**
 * Says of a declaration that it names Node's own types. They belong to an optional peer, and a compiler since TypeScript 6 looks
 * for none that nobody names.
 */
export const withNodeTypes = (text: string): string =>
	/\b(NodeJS\.|Buffer\b|Abort(Signal|Controller)\b)|from ['"]node:/.test(text)
		? `/// <reference types="node" />\n${text}`
		: text

/**
 * Declarations with only what can be reached from the exports of `doors`: a file that gives one name to the library would bring
 * all its others, and what those name.
 */
export function trimTypes(declarations: Declarations, doors: readonly string[]): Map<string, string> {
	const files = new Map(
		[...declarations].map(([path, text]) => [path, readDeclarations(path, nameRepeated(text))]),
	)
	const kept = new Map<ts.Statement, true>()
	const needed = new Set<string>()
	const todo: { readonly path: string; readonly name: string | undefined }[] = doors.map((path) => ({
		path,
		name: undefined,
	}))
	for (let next = todo.pop(); next; next = todo.pop()) {
		const { path, name } = next
		const key = `${path} ${name ?? '*'}`
		if (needed.has(key)) continue
		needed.add(key)
		const file = files.get(path)
		if (!file) throw new Error(`There is no declaration ${path}.`)
		// A name that is not found would be one that this does not understand: the whole file then.
		const found = name === undefined ? undefined : file.exported.get(name)
		const statements = found ?? file.source.statements.filter((one) => !ts.isImportDeclaration(one))
		const keep = (statement: ts.Statement): void => {
			if (kept.has(statement)) return
			kept.set(statement, true)
			if (isFrom(statement)) {
				const target = targetOf(path, statement)
				if (target === undefined) return
				const clause = ts.isImportDeclaration(statement)
					? statement.importClause?.namedBindings
					: statement.exportClause
				const names =
					clause && (ts.isNamedImports(clause) || ts.isNamedExports(clause)) ? clause.elements : undefined
				if (!names) todo.push({ path: target, name: undefined })
				for (const one of names ?? []) todo.push({ path: target, name: (one.propertyName ?? one.name).text })
				return
			}
			const visit = (node: ts.Node): void => {
				if (ts.isImportTypeNode(node)) {
					const target = importedType(path, node)
					const { qualifier } = node
					const isNamed = qualifier && ts.isIdentifier(qualifier)
					if (target !== undefined) todo.push({ path: target, name: isNamed ? qualifier.text : undefined })
				}
				if (ts.isIdentifier(node)) file.local.get(node.text)?.forEach(keep)
				ts.forEachChild(node, visit)
			}
			visit(statement)
		}
		statements.forEach(keep)
	}
	const trimmed = new Map<string, string>()
	for (const [path, { source }] of files) {
		const statements = source.statements.filter((statement) => kept.has(statement))
		if (statements.length === 0) continue
		trimmed.set(path, `${statements.map((one) => one.getFullText().trim()).join('\n')}\n`)
	}
	return trimmed
}

interface DeclarationFile {
	readonly source: ts.SourceFile
	/** Statements by the names that they give the file itself: what it declares, and what it imports. */
	readonly local: ReadonlyMap<string, readonly ts.Statement[]>
	readonly exported: ReadonlyMap<string, readonly ts.Statement[]>
}

function readDeclarations(path: string, text: string): DeclarationFile {
	const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
	const local = new Map<string, ts.Statement[]>()
	const exported = new Map<string, ts.Statement[]>()
	const add = (names: Map<string, ts.Statement[]>, name: string, statement: ts.Statement): void =>
		void names.set(name, [...(names.get(name) ?? []), statement])
	for (const statement of source.statements) {
		if (ts.isImportDeclaration(statement)) {
			const { name, namedBindings } = statement.importClause ?? {}
			if (name) add(local, name.text, statement)
			if (namedBindings && ts.isNamedImports(namedBindings))
				for (const one of namedBindings.elements) add(local, one.name.text, statement)
			else if (namedBindings) add(local, namedBindings.name.text, statement)
		} else if (ts.isExportDeclaration(statement)) {
			const { exportClause } = statement
			if (exportClause && ts.isNamedExports(exportClause))
				for (const one of exportClause.elements) add(exported, one.name.text, statement)
		} else
			for (const name of declaredBy(statement)) {
				add(local, name, statement)
				add(exported, name, statement)
			}
	}
	return { source, local, exported }
}

function declaredBy(statement: ts.Statement): string[] {
	if (ts.isVariableStatement(statement))
		return statement.declarationList.declarations.map(({ name }) => name.getText())
	const { name } = statement as { name?: ts.Node }
	return name ? [name.getText()] : []
}

const isFrom = (statement: ts.Statement): statement is ts.ImportDeclaration | ts.ExportDeclaration =>
	ts.isImportDeclaration(statement) || (ts.isExportDeclaration(statement) && !!statement.moduleSpecifier)

const resolved = (path: string, specifier: string): string | undefined =>
	specifier.startsWith('.') ? join(dirname(path), specifier.replace(/\.js$/, '.d.ts')) : undefined

const targetOf = (path: string, { moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration) =>
	resolved(path, (moduleSpecifier as ts.StringLiteral).text)

const importedType = (path: string, { argument }: ts.ImportTypeNode) =>
	ts.isLiteralTypeNode(argument) ? resolved(path, (argument.literal as ts.StringLiteral).text) : undefined

/** Shorter ones are not worth a name. */
const minRepeated = 60

/**
 * The type of a schema is written out whole wherever another schema has it as a part: `typeof` that schema says the same.
 * Names of the same file only.
 */
export function nameRepeated(text: string): string {
	const source = ts.createSourceFile('types.d.ts', text, ts.ScriptTarget.Latest, true)
	const plain = (node: ts.Node): string => node.getText().replaceAll(/\s+/g, '')
	const constants = source.statements.filter(ts.isVariableStatement).flatMap((statement) => {
		const [one] = statement.declarationList.declarations
		if (!one?.type || !ts.isIdentifier(one.name)) return []
		const type = plain(one.type)
		return type.length < minRepeated ? [] : [{ name: one.name.text, node: one.type, type }]
	})
	const edits: { readonly from: number; readonly to: number; readonly text: string }[] = []
	for (const [index, { node: whole, type }] of constants.entries()) {
		// Each names only smaller ones, and of equal ones an earlier one: none can name itself by way of others.
		const smaller = constants.filter(
			(other, place) => other.type.length < type.length || (other.type === type && place < index),
		)
		const names = new Map(smaller.toReversed().map((other) => [other.type, other.name]))
		const visit = (node: ts.Node): void => {
			const name = ts.isTypeNode(node) ? names.get(plain(node)) : undefined
			if (name === undefined) ts.forEachChild(node, visit)
			else edits.push({ from: node.getStart(), to: node.end, text: `typeof ${name}` })
		}
		visit(whole)
	}
	return edits
		.toSorted((a, b) => b.from - a.from)
		.reduce((written, { from, to, text: by }) => written.slice(0, from) + by + written.slice(to), text)
}
