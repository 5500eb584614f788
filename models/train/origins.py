"""Given and family names by the origin that people in Britain may have, written by hand to compare origins alone."""

from __future__ import annotations

ORIGINS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "English": (
        tuple("Harriet Oliver Matilda Edmund Poppy Rupert Beatrice Toby Imogen Callum Daisy Barnaby".split()),
        tuple(
            "Hargreaves Thornton Ashworth Pemberton Wakefield Holroyd Braithwaite Lockwood Sutcliffe Ellison".split()
        ),
    ),
    "Welsh, Scottish and Irish": (
        tuple("Angharad Iolo Catrin Gethin Morag Hamish Eilidh Niamh Cormac Aoife Rhys Fergus".split()),
        tuple("Llewellyn Prothero Gwilym Drummond Farquharson Buchanan Gallagher Kavanagh Brannigan Macintyre".split()),
    ),
    "South Asian": (
        tuple("Priyanka Arjun Kavita Harpreet Gurdeep Anjali Vikram Sunita Rohan Jaswinder Meera Karthik".split()),
        tuple("Chakraborty Venkatesan Dhillon Sandhu Banerjee Krishnan Bhattacharya Randhawa Deshmukh Perera".split()),
    ),
    "Arabic and Muslim": (
        tuple("Yasmin Tariq Zainab Ibrahim Khadija Bilal Sumaya Hamza Layla Mustafa Rukhsana Idris".split()),
        tuple("Rahmani Siddiqui Qureshi Hussaini Mahmoud Abbasi Farooqi Khalil Sharif Chaudhry".split()),
    ),
    "African and Caribbean": (
        tuple("Chidinma Kwame Oluwaseun Adaeze Kofi Temitope Ayodele Nkechi Thabo Abimbola Shanice Delroy".split()),
        tuple("Okafor Adebayo Mensah Nwachukwu Owusu Mutasa Olatunji Asante Kamara Boateng".split()),
    ),
    "Somali and Eritrean": (
        tuple("Hodan Abdirahman Ayaan Warsame Fadumo Liban Selam Yonas Ifrah Mahad Filsan Tesfay".split()),
        tuple("Jama Farah Guled Hersi Tewolde Haile Warfa Dirie Gebremedhin Abshir".split()),
    ),
    "Polish, Romanian and Baltic": (
        tuple("Agnieszka Krzysztof Zofia Wojciech Ioana Bogdan Milda Andrei Danuta Vytautas Mihaela Radoslaw".split()),
        tuple(
            "Kowalczyk Wisniewski Szymanska Popescu Ionescu Kazlauskas Zielinski Dumitrescu Nowicki Petrauskas".split()
        ),
    ),
    "Chinese and Vietnamese": (
        tuple("Xiuying Jiahao Minh Linh Wenjie Yuxuan Thuy Haoran Meiling Quang Ruoxi Duc".split()),
        tuple("Zhang Huang Nguyen Tran Zhou Cheung Pham Leung Hoang Kwok".split()),
    ),
    "Turkish, Kurdish and Persian": (
        tuple("Zeynep Emre Rojin Berivan Mehmet Shirin Dilara Farhad Nazanin Serkan Parisa Azad".split()),
        tuple("Yilmaz Demir Ozturk Karimi Hosseini Aydin Rostami Kaplan Mohammadi Celik".split()),
    ),
}
