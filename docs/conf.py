"""The documentation site: `make docs` builds it, with warnings as errors and nothing fetched by readers."""

import os
import shutil
from pathlib import Path

import shoal

HERE = Path(__file__).parent
ROOT = HERE.parent

# Lessons and the kernels that run them see the checkout's folders.
shutil.copytree(ROOT / "lessons", HERE / "lessons", dirs_exist_ok=True)
os.environ["SHOAL_DOCS"] = "1"

project = "Shoal"
version = release = shoal.__version__
copyright = "BSD 3-Clause"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "numpydoc",
    "myst_nb",
    "sphinx_gallery.gen_gallery",
]
templates_path = ["_templates"]
exclude_patterns = [
    "_build",
    "studio/*.py",
    "pictures/*.py",
    "gallery/*.ipynb",  # to be downloaded; the pages are made of the .rst beside them
]

sphinx_gallery_conf = {
    "examples_dirs": "../examples/gallery",
    "gallery_dirs": "gallery",
    "filename_pattern": r"\.py$",
    "within_subsection_order": "FileNameSortKey",
    "image_srcset": ["2x"],
    "capture_repr": ("_repr_html_",),  # of a display its picture is enough
    "backreferences_dir": "generated/backreferences",
    "doc_module": ("shoal",),
    "reference_url": {"shoal": None},
    "show_signature": False,
    "download_all_examples": False,
    "write_computation_times": False,
    "min_reported_time": 3600,  # seconds: of examples this short nobody asks
}

autosummary_generate = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
autodoc_typehints = "none"
toc_object_entries_show_parents = "hide"
highlight_language = "none"  # formulas of docstrings are no Python

myst_enable_extensions = ["dollarmath", "amsmath", "attrs_inline", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "cache"
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_merge_streams = True

html_theme = "pydata_sphinx_theme"
html_title = "Shoal"
html_static_path = ["_static"]
html_css_files = ["shoal.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navigation_with_keys": False,
    "show_prev_next": False,
    "header_links_before_dropdown": 7,
    "navbar_persistent": ["search-button"],
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": [],
}
html_sidebars = {"**": []}  # the text takes that room: code of 100 columns has to fit
# MathJax from this site itself: docs/make.sh puts it there.
mathjax_path = "mathjax/tex-mml-chtml.js"
