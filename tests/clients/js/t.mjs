import {readFileSync} from "node:fs";
import {plugins, Cite} from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import {parse, BibLatexParser} from "biblatex-csl-converter";
const text=readFileSync("/tmp/npm-try/t.bib","utf8");
console.log(JSON.stringify(new Cite(text).data,null,1));
const r=parse(text,{processUnexpected:true,processUnknown:true});
console.log(JSON.stringify(r,null,0));
